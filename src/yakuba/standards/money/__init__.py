"""Money files: what banks, shops and payers' phones exchange with a town. Pure Python; layouts are data.

`transfers` (総合振込, 給与・賞与), `direct_debit` (口座振替), `statements` (入出金取引明細, 振込入金通知), `slips`
and `code128` (払込票), `store_payments` (速報・確報・取消), `el_numbers` (eL番号, ペイジー), `dates`, `kana`. What is
not known of a format from public papers is said in docs/money-files.md, and left to settings.

>>> from yakuba.standards.money import kana
>>> kana.half_width("カブシキガイシャ")
'ｶﾌﾞｼｷｶﾞｲｼﾔ'
"""
