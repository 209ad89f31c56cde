# エラー：コードごとの見出し。-hint は対処方法。

io-file = { $action-id ->
    [read] { $path } を読み取れません
    [write] { $path } に書き込めません
    [write-in] { $path } の中に書き込めません
    [create] { $path } を作成できません
    [read-back-a-draft-in] { $path } に書いた作業中のファイルを読み戻せません
   *[other] { $path } を処理できません（{ $action }）
}
io-stream = 内容を読み書きできません
output-exists = { $path } は既に存在します
output-exists-hint = 別の名前を指定するか、--overwrite で置き換えてください
output-exists-quarantine-hint = 隔離したものは置き換えません。自分で取り除くか、-o で別の名前を指定してください
output-not-regular = { $path } は通常のファイルではありません
output-not-regular-hint = -o - で標準出力に書き出し、それをリダイレクトしてください
input-directory = { $path } はディレクトリです
input-directory-hint = ディレクトリではなくファイルを指定してください
input-too-large = { $name } は上限の { $limit } バイトを超えています
home-missing = { $path } に fuin の設定がありません
home-missing-hint = fuin init --agency "機関名"
provider = 暗号処理に失敗しました

## 名前

name-taken = 「{ $name }」という{ $kind-id ->
    [key] 鍵
    [home] 設定
    [recipient] 宛先
    [policy] ポリシー
   *[other] { $kind }
}は既にあります
name-taken-hint = { $kind-id ->
    [home] それを使うか、FUIN_HOME に別のディレクトリを設定してください
   *[other] 別の名前にしてください
}
name-unknown = 「{ $name }」という{ $kind-id ->
    [key] 鍵
    [recipient] 宛先
    [algorithm] 暗号アルゴリズム
    [policy] ポリシー
   *[other] { $kind }
}はありません
name-unknown-group-hint = ポリシーにあるグループを指定するか、構成員を宛先名簿に加えてください: fuin recipient add NAME CERT.crt --group GROUP
name-unknown-key-hint = fuin key list
name-unknown-recipient-hint = fuin recipient list
name-unusable = 「{ $name }」は{ $purpose-id ->
    [a-file-name-here] ここでのファイル名
    [a-file-name-inside-a-message] メッセージの中のファイル名
    [a-mail-address] メールアドレス
    [an-agency-s-name] 機関名
    [a-name-letters-digits] 名前（英字、数字、- _ . @）
    [a-subject-as-in-CN-Tanaka-O-Ministry-A-C-JP] サブジェクト（例："CN=Tanaka,O=Ministry A,C=JP"）
    [a-subject-without-a-common-name] サブジェクト（一般名 CN がないもの）
   *[other] { $purpose }
}として使えません
name-unusable-inside-hint = ファイル名を変えてください。先頭の「.」や「-」、制御文字、他のシステムの予約名は使えません
name-unusable-output-hint = -o で名前を指定してください

## 自分のファイル

file-malformed = { $name } の{ $what-id ->
    [key] 鍵
    [key-file] 鍵ファイル
    [label] ラベル
    [policy] ポリシー
    [profile] プロファイル
    [recipient] 宛先
    [certificate] 証明書
    [certificate-request] 証明書要求
    [trust-anchor] トラストアンカー
    [private-key] 秘密鍵
    [public-key] 公開鍵
    [pass-phrase] パスフレーズ
   *[other]  { $what }{ " " }
}に誤りがあります
file-malformed-received-hint = このホームが開封したものの記録です。その行を直すか除くか、ファイルを除いてよいかを情報セキュリティ責任者に確認してください
file-malformed-label-hint = ラベルを付けた人に確認し、fuin label で付け直してください
policy-malformed = ポリシー { $name } は使えません
key-pass-phrase = { $name } のパスフレーズが違うか、ファイルが改変されています
key-pass-phrase-hint = もう一度入力してください。忘れたパスフレーズは誰にも復元できません
key-none-signs = 証明書があり、署名に使える鍵がありません
key-none-signs-hint = fuin key new で鍵を作り、fuin key request の証明書要求を認証局に出し、fuin key import で証明書を取り込んでください
key-cannot-request = 「{ $name }」の鍵は署名できない種類なので、証明書要求に署名できません
key-cannot-request-hint = 代わりに公開鍵を認証局に渡してください：fuin key export { $name } --public-key -o { $name }.pub.pem
certificate-malformed = 証明書、失効リスト又は OCSP 応答 { $name } は使えません
certificate-other-key = この証明書は「{ $name }」の鍵のものではありません
certificate-other-key-hint = この鍵の証明書要求に対して発行された証明書を取り込んでください

## メッセージ

message-malformed = メッセージの形式に誤りがあります
message-malformed-hint = 送られたファイルそのものか（欠けや変換がないか）確認してください
message-malformed-sealed-hint = 署名ではなく封印されたファイルです：fuin open FILE
message-malformed-signed-hint = 封印ではなく署名されたファイルです：fuin verify FILE
message-limit = メッセージの形式に誤りがあります
message-limit-hint = 通常の道具が書くものより大きいか構造が深すぎます。又はメッセージではありません
message-no-authenticated-encryption = 認証付きの暗号化がされていないメッセージです
message-no-authenticated-encryption-hint = AuthEnvelopedData（openssl cms -encrypt -aes-256-gcm の形式）で送るよう、送信者に依頼してください
message-unsupported = 対応していない方式で作られたメッセージです
message-unsupported-hint = ポリシーが許す暗号アルゴリズムで作り直すよう、送信者に依頼してください
policy-quarantine = これは隔離できません
policy-quarantine-because-forbidden = ポリシーの [quarantine] は、このラベルの格付までは認めていません
policy-quarantine-because-reason = 送信者は信頼できないと分かっています
policy-quarantine-because-acknowledge = その意味の承知が示されていません
policy-quarantine-hint-forbidden = 送信者が信頼できるようになるまで待つか、情報セキュリティ責任者に確認してください
policy-quarantine-hint-reason = 隔離は、まだ信頼できるか分からない送信者のためのものです。この送信者は信頼できないと分かっています。このファイルを使わないでください
policy-quarantine-hint-acknowledge = --acknowledge を付けてください：送信者を保証する者がいないこと、開いたことが記録されることを承知した上で開きます
message-content-altered = 真正ではありません：内容が署名されたものと違います。署名のあとで改変されたか、別の文書の署名です
message-content-altered-hint = この内容を信頼しないでください。送信者に文書と署名の再送を依頼してください
bundle-malformed = バンドルの形式に誤りがあります
bundle-malformed-hint = 送られたファイルそのものか（欠けや変換がないか）確認してください。文書一つと CAdES 署名一つの ASiC-S コンテナーでなければなりません
bundle-altered = 真正ではありません：バンドルが改変されたか壊れています
bundle-altered-hint = このファイルを使わないでください（何も書き出していません）。送信者に再送を依頼してください
message-not-authentic = 真正ではありません：ファイルが改変されたか壊れているか、この鍵のものではありません
message-not-authentic-hint = このファイルを使わないでください（何も書き出していません）。送信者に再送を依頼してください
recipient-no-key = このファイルの宛先に対応する鍵がここにはありません
recipient-no-key-named = ファイルに書かれた宛先：{ $recipient }
recipient-no-key-hint = あなたの証明書宛てに封印し直すよう、送信者に依頼してください。証明書は fuin key list で表示できます
recipient-not-intended = 真正ではありません：署名者はこの証明書宛てに封印していません。誰かが転送したものです
recipient-not-intended-hint = 何も書き出していません。署名者と情報セキュリティ責任者に知らせてください
signer-no-certificate = 署名者の証明書がないか、読み取れません
signer-no-certificate-hint = 署名者の証明書を含むメッセージ、又は証明書を送るよう、送信者に依頼してください

## ラベル

label-mismatch = 真正ではありません：外側のラベルが署名されたラベルと異なります
label-mismatch-hint = 何も書き出していません。署名者と情報セキュリティ責任者に知らせてください
label-foreign = ここでは知られていないラベルポリシー又は項目のラベルです
label-no-equivalent = ラベルポリシー { $policy } のラベルには、対応する区分又は取扱制限がここで定められていないものがあり、従うことができません
label-no-equivalent-hint = ポリシーの対応表に追加するよう、情報セキュリティ責任者に依頼してください
label-foreign-hint = このラベルの取扱いを情報セキュリティ責任者に確認してください
label-unusable = ラベルを使えません
label-unusable-hint = fuin policy show
label-unknown-grade = 「{ $text }」という格付はありません。格付は { $known } です
label-unknown-grade-missing = 「{ $text }」に{ axis-name }の格付がなく、ポリシーに既定値もありません
label-unknown-restriction = 「{ $id }」という取扱制限はこのポリシーにありません
label-conflict = 取扱制限 { $first } と { $second } は両立しません
label-other-policy = 異なるラベルポリシー（{ $first }、{ $second }）のラベルは合わせられません
label-malformed = { $problem }
label-malformed-twice = 「{ $text }」に{ axis-name }の格付が二つあります
label-malformed-level = 格付の番号 { $number } は 256 を超えています
label-malformed-parameter = 取扱制限 { $id } { $problem-id ->
    [takes-no-value] には値を付けられません
    [needs-a-group-as-in-readers-board] には集団が必要です（例：readers=board）
    [needs-a-date-written-as-2055-03-31] には日付が必要です（例：2055-03-31）
    [needs-a-place-as-in-keep-at-archive] には場所が必要です（例：keep-at=archive）
    [needs-a-length-of-time-as-in-restore-within-12h-or-3d] には期間が必要です（例：restore-within=12h、3d）
   *[other] : { $problem }
}
label-malformed-text = { $what } が空か、長すぎるか、制御文字を含んでいます

## 端末の設定と導入済みのポリシー

machine-unprotected = この端末の設定が保護されていません：{ $path }
machine-unprotected-hint = 端末の管理者に連絡してください。設定を所有し変更できるのはシステムだけでなければなりません
machine-anchors-locked = 有効な信頼点はこの端末のものだけです：{ $path }
machine-anchors-locked-hint = 認証局の追加を端末の管理者に依頼してください
policy-two-baselines = { $first } と { $second } は、二つの基準であるか、同じポリシーの重複です
policy-two-baselines-hint = どちらかを取り除いてください。上乗せのポリシーは extends で対象を示します
policy-other-label-policy = { $home } のラベルポリシーは、この端末で判定する { $machine } のものと異なります
policy-other-label-policy-hint = この端末のラベルポリシーのポリシーを導入するか、端末の管理者に確認してください
policy-weaker = ポリシー { $name } は { $base }（通番 { $serial }）より緩いものです
policy-weaker-row = { $relation-id ->
    [weaker] 緩い
   *[other] 比較できない
}：{ $subject }{ $region-id ->
    [any] {""}
   *[other] （{ $region } の場合）
}：{ $base } が必要ですが、{ $overlay } とあります［{ $clause }］
policy-weaker-hint = fuin policy compare OVERLAY.toml で、違いを例とともに確認できます
policy-serial = { $id } の通番 { $serial } は受け入れられません。通番 { $seen } が既に導入されています
policy-serial-hint = より新しい通番を求めてください。同じ通番は、内容が全く同じ場合だけ再び導入できます
policy-no-authority = { $id } も、その元のポリシーも、署名してよい者を示していません
policy-no-authority-hint = [authority] に、鍵の SHA-256 とともに示してください
policy-not-the-authority = { $id } は、その権限者である { $authority } の署名がありません
policy-not-the-authority-key = 署名した鍵の SHA-256 は { $key } です
policy-not-the-authority-hint = 権限者に署名を求めてください：fuin policy sign POLICY.toml
policy-not-a-policy-signature = { $name } の署名は、ポリシーに対するものではありません
policy-not-a-policy-signature-hint = ポリシーとしての署名を求めてください：fuin policy sign POLICY.toml
policy-not-yet-issued = ポリシー { $id } の発行日 { $day } はまだ来ていません
policy-not-yet-issued-hint = その日以降にインストールしてください。それまでは全てを拒否することになります
policy-altered = インストール済みのポリシー { $name } は、インストール後に変更されたか、インストールされたものではありません
policy-altered-hint = 権限者が署名したものを再びインストールしてください：fuin policy install POLICY.toml。インストールした全ての写しがホームの policy/history にあります
policy-unsigned = ポリシー { $name } に署名がありません
policy-unsigned-hint = 署名を --signature で示すか、署名を求めてください：fuin policy sign POLICY.toml

## Services and timestamps

service-no-answer = { $service } からの応答がありません
service-no-answer-hint = 接続できるタイムスタンプ局を設定するか（fuin tsa set URL）、ポリシーが許すなら低い水準で署名してください：--level B
timestamp-unusable = タイムスタンプを使えません
timestamp-unusable-hint = タイムスタンプ局の運用者に確認してください。その証明書は、信頼するトラストアンカーのいずれかに至る必要があります
timestamp-not-authentic = 真正でないか、この署名に対するものではありません
timestamp-unsupported = 対応していない { $algorithm } が使われています
timestamp-future = 判定の基準となる時刻より後の { $time } のものです
timestamp-before-certificate = 時刻 { $time } のものですが、タイムスタンプ局の証明書はその後の { $first } から有効です
timestamp-not-an-authority = 証明書 { $certificate } はタイムスタンプ局のものではありません。拡張鍵用途は timeStamping のみで、クリティカルでなければなりません
timestamp-not-trusted = タイムスタンプ局が信頼されていません：{ $reason }
timestamp-refused = ポリシーがそのアルゴリズムを許可していません：{ $reasons }
timestamp-clock = タイムスタンプ局又はこの端末の時計が一時間以上ずれています
not-fetched = { $address }：{ $reason-id ->
    [time] 時間内に応答がありませんでした
    [others] 応答しないサーバーが続いたため問い合わせていません
    [connection] 接続できないか、接続が切れました
    [host] ホストが見つかりません
    [inner] 内部ネットワークのこのアドレスには、許可したホストでない限り問い合わせません：fuin tsa set --allow HOST
    [offline] ネットワークを使わない設定のため、問い合わせていません
    [tls] サーバーの証明書又は TLS を受け入れられません
    [answer] 応答が求めたものではありません
    [size] 応答が長すぎます
   *[other] 取得できませんでした（{ $problem }）
}
timestamp-evidence-missing = 署名を水準 { $level } に上げられません：証明書 { $certificate } が失効しているか分かりません
timestamp-evidence-missing-hint = 認証局から最新の失効リストを入手してください：fuin crl add CA.crl
