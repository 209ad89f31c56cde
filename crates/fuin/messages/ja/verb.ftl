# 動詞の問いと警告、管理の動詞が表示するもの。

## パスフレーズ

pass-phrase-new = この鍵の新しいパスフレーズ
pass-phrase-of-key = 鍵 { $key } のパスフレーズ
pass-phrase-of-file = ファイルのパスフレーズ（鍵はこれを引き継ぎます）
pass-phrase-again = もう一度同じもの

## 警告

warn-openssl-size = この大きさのファイルは、fuin のない宛先が OpenSSL で復号することはできません（1.5 GiB）
warn-past-date = { $what } { $day } は既に過ぎています
warn-other-names = { $path } にはほかに { $count } 個の名前があり、内容はそこに残っています
warn-crl-unsigned = この失効リストに署名した認証局はここでは知られていません。それまでは何も示しません
warn-crl-algorithm = この失効リストの署名方式 { $algorithm } には対応していません。失効者として載っている証明書についても何も示しません。認証局に別の方式で署名されたものを求めてください
warn-crl-stale = この失効リストは古くなっています。下の期日までに新しいものが出るはずでした
warn-ocsp-unsigned = この OCSP 応答に署名した認証局又はその応答者はここでは知られていません。それまでは何も示しません
warn-ocsp-stale = この OCSP 応答には古くなった部分があります。下の期日までに新しいものが出るはずでした

## 鍵と宛先

key-line = { $name }  { $algorithm }  用途：{ $use-id ->
    [sign] 署名
    [decrypt] 復号
    [both] 署名と復号
   *[other] { $use }
}
key-uncertified = 証明書はまだありません
key-next-request = 次の手順：fuin key request { $name } --subject "CN=…,O=…,C=JP" -o { $name }.csr
key-next-export = 次の手順：fuin key export { $name } --public-key -o { $name }.pub.pem
key-next-certify = { $path } に書き出しました。認証局に渡し、鍵の持ち主であることを別の方法で示してください。証明書の発行を受けてから：fuin key import { $name } --certificate FILE
key-next-import = { $path } に書き出しました。証明書の発行を受けてから：fuin key import { $name } --certificate FILE
certificate-until = { $subject }、有効期限 { $time }
recipient-groups = グループ：{ $groups }
recipient-line = { $name }  { $kind-id ->
    [agency] 行政機関
    [unit] 部署
    [contractor] 委託先
    [external] 外部
   *[other] { $kind }
}

## ポリシーの署名・導入・試行

policy-sign-done = { $id }（通番 { $serial }）に署名しました -> { $target }
warn-policy-sign-not-named = このポリシーの [authority] にこの鍵がありません。直前の通番か、上乗せの元が示している場合だけ導入できます
policy-install-done = { $id }（通番 { $serial }、署名者 { $signer }）を導入しました
policy-install-weaker = これまでより緩い部分があります。fuin policy diff で確認してください
policy-install-first = 権限者は { $name } です。次の通番に署名できるのは次の鍵だけになります。権限者が公表しているものと照合してください：{ $keys }
policy-install-replaces = 通番 { $serial } を置き換えました
policy-history-unsigned = 初期設定時
policy-try-refused = { $of } 件の要求のうち { $count } 件が拒否されます
policy-try-newly-refused = うち { $count } 件はこれまで許可されていました
policy-try-newly-permitted = これまで拒否されていた { $count } 件が許可されます
policy-try-by-rule = 規則別
policy-try-by-peer = 宛先・署名者別

## 設定、トラストアンカー、失効リスト、OCSP 応答

init-home = { $agency } の設定を { $path } に作りました
init-policy = ポリシー { $policies }
anchor-added = 今後信頼します：{ $subject }
anchor-compare = 認証局が公表しているものと照合してください
valid-until = 有効期限 { $time }
crl-added = { $issuer } の失効リスト
crl-dates = 発行 { $issued }、次の発行期限 { $next }
ocsp-added = { $time } の OCSP 応答
ocsp-answer = 証明書 { $serial }：{ $issued } の時点で{ $status-id ->
    [good] 失効していません
    [revoked] 失効しています
   *[unknown] 不明です
}
ocsp-next = 、次の発行期限 { $next }

## 実演

demo-set-up = 二つの機関がそれぞれ設定を行い、鍵を作り、自分の認証局から証明書を受けます。
demo-certify = （{ $agency } の認証局が証明書要求に対して発行します：{ $authority }、{ $certificate }）
demo-trust = 互いに相手の認証局を信頼し、A は B を宛先に登録します。
demo-no-label = A の田中がラベルを忘れました。ポリシーが拒否し、どうすればよいかを示します。
demo-seal = ラベルがあれば、格付、署名及び暗号化が一度に行われます。
demo-inspect = 途中の誰にでも見えるのは、ファイルの主張だけです。
demo-open = B の鈴木が開きます。復号され、検証され、ラベルはファイルの隣に残ります。
demo-same = 元の内容と全く同じです。
demo-not-same = 元の内容と違います！
demo-sign = A が公表する通知に署名し、B が検証します。
demo-alter = 誰かが通知の一文字と、封印されたファイルの一ビットを変えました。
demo-nothing-written = 何も書き出されていません。
demo-something-written = 何かが書き出されています！
demo-yourself = 自分で試すには、FUIN_HOME に自分のディレクトリを設定し、上のコマンドを入力してください。

## policy check

policy-checked = { $policy }：形式は正しく、全ての事例が期待どおりです

## Timestamps

tsa-authority = タイムスタンプ局: { $value }
tsa-none = タイムスタンプ局は設定されていません
tsa-allowed = 証明書が指してよいホスト: { $value }
extend-done = 水準を上げました：{ $file }、{ $before } → { $level }
extend-renewed = 更新しました：{ $file }、水準は { $level } のまま、アーカイブタイムスタンプを一つ追加しました
extend-completed = 補完しました：{ $file }、水準は { $level } のまま、新しい証明書と失効情報を追加しました
extend-nothing = { $file } に加えるものはありません：水準は { $level } です
warn-signature-lapses = この署名は、証明書の期限 { $time } より後には有効と示せません。タイムスタンプがあれば示せます：{ $authority-id ->
    [known] fuin extend
   *[none] fuin tsa set URL
}
warn-timestamp = タイムスタンプの一つは、ここでは何も証明しません：{ $problem }
warn-not-fetched = 取得できませんでした：{ $line }
warn-bundle-revocation = 証明書 { $certificate } が失効しているかどうか分からず、バンドルでも示せません。その認証局から最新の CRL を入手し（fuin crl add CA.crl）、もう一度作ってください
warn-bundle-other = バンドル内の META-INF/{ $name } に対する署名はなく、検証していません
warn-bundle-policy = 署名はポリシー { $policy } の下で作られましたが、それが手元にないため、バンドルに入っていません
