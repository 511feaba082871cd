"""The life-event guide (手続きガイド): from a few answers what to do, where, by when. Pure; portal and counter use it."""
