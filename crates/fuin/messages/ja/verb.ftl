# 動詞の問いと警告、管理の動詞が表示するもの。

## パスフレーズ

pass-phrase-new = この鍵の新しいパスフレーズ
pass-phrase-of-key = 鍵 { $key } のパスフレーズ
pass-phrase-of-file = ファイルのパスフレーズ（鍵はこれを引き継ぎます）
pass-phrase-again = もう一度同じもの

## 警告

warn-openssl-size = この大きさのファイルは、fuin のない宛先が OpenSSL で復号することはできません（1.5 GiB）
warn-past-date = { $what } { $day } は既に過ぎています
warn-crl-unsigned = この失効リストに署名した認証局はここでは知られていません。それまでは何も示しません
warn-crl-stale = この失効リストは古くなっています。下の期日までに新しいものが出るはずでした

## 鍵と宛先

key-line = { $name }  { $algorithm }  用途：{ $use-id ->
    [sign] 署名
    [decrypt] 復号
    [both] 署名と復号
   *[other] { $use }
}
key-uncertified = 証明書はまだありません
key-next-request = 次の手順：fuin key request { $name } --subject "CN=…,O=…,C=JP" -o { $name }.csr
key-next-import = { $path } に書き出しました。証明書の発行を受けてから：fuin key import { $name } --certificate FILE
certificate-until = { $subject }、有効期限 { $time }
recipient-line = { $name }  { $kind-id ->
    [agency] 行政機関
    [unit] 部署
    [contractor] 委託先
    [external] 外部
   *[other] { $kind }
}
