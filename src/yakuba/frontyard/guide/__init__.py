"""The life-event guide (手続きガイド): a few answers, then what to do, where, by when. Pure, for portal and counter."""
