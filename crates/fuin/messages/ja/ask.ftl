# fuin seal と fuin sign の質問、および送付状

## 宛先
ask-recipients = 宛先を選んでください
ask-recipients-more = ほかに宛先はありますか
ask-recipients-done = いいえ、これで全部です
ask-recipients-as-last = このフォルダーの前回と同じ: { $recipients }
ask-recipient-expired = （証明書の有効期限切れ）
ask-address-book-empty = アドレス帳が空です。先に宛先を登録してください: fuin recipient add 名前 証明書.crt

## 格付け
ask-confidentiality = 機密性: 当てはまるものを選んでください（迷ったら上のもの）
ask-integrity = 完全性: 当てはまるものを選んでください
ask-availability = 可用性: 当てはまるものを選んでください
ask-level-last = （このフォルダーの前回の選択）
ask-level-default = （標準）
ask-restrictions = 取扱制限を選んでください（なければそのまま Enter）
ask-value-group = 閲覧できる者の範囲（ポリシーにあるグループ名）
ask-value-date = 日付（例: 2055-03-31）
ask-value-place = 場所
ask-value-duration = 時間（例: 12h は 12 時間、3d は 3 日）
ask-not-usable = その内容は使えません: { $problem }
ask-too-long = 長すぎます（200 文字まで）

## 答え方
ask-help-choose = ↑↓ で移動、Enter で決定、文字を入力すると検索、Ctrl-C で中止
ask-help-choose-any = ↑↓ で移動、スペースで選択、Enter で完了、文字を入力すると検索、Ctrl-C で中止
ask-yes = はい
ask-no = いいえ
ask-yes-or-no = y か n で答えてください

## 確認
ask-confirm-heading = 実行する前に確認してください:
ask-confirm-file = ファイル: { $value }
ask-confirm-label = 格付けと取扱制限: { $value }
ask-confirm-recipient = 宛先: { $value }
ask-confirm-signer = 署名者: { $value }
ask-confirm-seal = 署名し、この宛先だけが開けるように暗号化します。よろしいですか
ask-confirm-sign = 署名します。よろしいですか
ask-confirm-dispose = これらのファイルとラベルを削除しますか？
ask-nothing-done = 中止しました。何も書き込んでいません。

## スクリプトから
ask-recipients-missing = 宛先（-r 名前）が指定されておらず、質問できる端末もありません
ask-recipients-and-label-missing = 宛先（-r 名前）と格付け（--label 格付け）が指定されておらず、質問できる端末もありません
ask-memory-unusable = 前回の答えを表示できません: { $reason }

## 送付状
note-several-files = --cover-note は一つのファイルについての文書です。ファイルを一つずつ指定してください
note-and-file-on-stdout = 封をしたファイルと送付状の両方を標準出力に書くことはできません
note-same-as-file = { $path } を送付状と封をしたファイルの両方に使うことはできません
note-heading = 添付ファイルについて
note-file = ファイル: { $value }
note-digest = SHA-256: { $value }
note-label = 格付け: { $value }
note-sender = 署名者: { $value }
note-fingerprint = 署名者の証明書 (SHA-256): { $value }
note-restrictions = 取扱制限:
note-restrictions-none = 格付けのほかに特別な制限はありません
note-degree-enforced = fuin が守らせ、反する操作を拒否します。ほかのソフトウェアは守らせません。
note-degree-checked = fuin は気付いた違反を拒否します。すべてに気付くわけではなく、ほかのソフトウェアは確認しません。
note-degree-stated = ソフトウェアは守らせません。受け取った方が守ってください。
note-check = このファイルであることを確かめるには:
note-open-fuin = fuin で開くには:
note-open-openssl = OpenSSL 3.0.22 以降で開くには（受信者の証明書と鍵、CA.pem に送信者側の認証局の証明書）:
note-openssl-checks = OpenSSL は署名と証明書を検証しますが、受信者宛であることと格付けは確認しません。
note-too-large-for-openssl = このファイルは OpenSSL のコマンドには大きすぎます（1.5 GiB 超）。

## ファイルの格付け
label-source-unlabelled = { $path } には格付けがありません。先に fuin label で付けてください
