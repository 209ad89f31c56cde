# 証明書を信頼できない理由：コードごと。-hint は対処方法。

not-trusted = { $party }を信頼できません
not-trusted-own-hint = 別の鍵（-i KEY）で署名するか、新しい証明書の発行を受けてください：fuin key request NAME --subject SUBJECT

certificate-no-anchor = { $certificate } の発行者 { $issuer } のトラストアンカーも中間証明書もありません
certificate-no-anchor-self = { $certificate } は自らを保証しているだけで、ここで信頼される認証局に含まれていません
certificate-no-anchor-self-hint = この認証局を信頼してよいか { $contact-id ->
    [none] 情報セキュリティ責任者
   *[other] { $contact }
} に確認してください。公表されているものと照合する SHA-256 フィンガープリント：{ $fingerprint }
certificate-no-anchor-hint = 中間証明書が足りない場合は送ってもらってください。そうでなければ、この認証局を信頼してよいか情報セキュリティ責任者に確認してください。{ $certificate } の SHA-256 フィンガープリント：{ $fingerprint }
certificate-no-anchor-hint-contact = 中間証明書が足りない場合は送ってもらってください。そうでなければ、この認証局を信頼してよいか { $contact } に確認してください。{ $certificate } の SHA-256 フィンガープリント：{ $fingerprint }
certificate-bad-signature = 証明書 { $certificate } の署名を検証できません
certificate-algorithm = 証明書 { $certificate } の署名方式 { $algorithm } に対応していません
certificate-algorithm-key = 証明書 { $certificate } は使えません：{ $reason }
certificate-expired = 証明書 { $certificate } は { $time } に有効期限が切れました
certificate-expired-hint = 更新した証明書を所有者から受け取ってください
certificate-expired-signer-hint = 署名が期限前のものであることは証明されていません。署名者に、タイムスタンプ付きで文書に署名し直してもらってください
certificate-not-yet-valid = 証明書 { $certificate } は { $time } より前は有効ではありません
certificate-not-yet-valid-hint = この端末の時計を確認するか、有効になるまで待ってください
certificate-not-a-ca = 証明書 { $certificate } は認証局のものではありません
certificate-path-length = 証明書 { $certificate } は上位の認証局が許す段数を超えています
certificate-key-usage = 証明書 { $certificate } は { $needed } に使えません
certificate-key-usage-extended = 証明書 { $certificate } の拡張鍵用途は文書の署名とメール以外に限られています
certificate-key-usage-hint = この用途のために発行された証明書を所有者から受け取ってください
certificate-critical-extension = 証明書 { $certificate } の重要な拡張 { $oid } に対応していません
certificate-revoked = 証明書 { $certificate } は { $time } をもって失効しています（{ $reason-id ->
    [reason-not-given] 理由の記載なし
    [key-compromise] 鍵の危殆化
    [CA-compromise] 認証局の危殆化
    [affiliation-changed] 所属の変更
    [superseded] 新しい証明書への交換
    [cessation-of-operation] 運用の終了
    [on-hold] 一時停止
    [privilege-withdrawn] 権限の取消し
    [attribute-authority-compromise] 属性認証局の危殆化
   *[other] { $reason }
}）
certificate-revoked-hint = この証明書を使わないでください。何があったか、別の手段で所有者に確認してください
certificate-revocation-unknown = 証明書 { $certificate } が失効しているか判断できません：{ $lacking-id ->
    [no-crl] 発行者の失効リストがありません
    [stale] 発行者の最新の失効リストの期限は { $detail } でした
    [not-yet-issued] 発行者の失効リストは後の { $detail } のものです
    [not-covered] 手元の失効リストと OCSP 応答はこの証明書についてのものではありません
    [too-old] 最も新しい失効リスト又は応答は { $detail } のもので、古すぎます
    [after-expiry] 失効リスト又は応答は { $detail } のもので、証明書の期限後に発行されています
    [crl-issuer] 失効リストの署名者が信頼されていません: { $detail }
    [responder-unauthorized] 応答の署名者は、発行者に代わって応答できる者ではありません
    [responder] 応答の署名者が信頼されていません: { $detail }
    [unknown-to-responder] 発行者の OCSP 応答者はこの証明書を知りません
    [may-not-sign] 発行者は失効リストに署名できません
    [bad-signature] 発行者の失効リストの署名を検証できません
    [algorithm] 発行者の失効リストの署名方式 { $detail } に対応していません
   *[other] { $detail }
}
certificate-revocation-unknown-hint = 認証局から最新の失効リストを入手してください：fuin crl add CA.crl
certificate-name-constraint = 証明書 { $certificate } の名前 { $name } は、{ $authority } が発行できる範囲の外です
certificate-policy = 証明書 { $certificate } に有効な、受け入れられる証明書ポリシーがありません。一つは必要です
certificate-policy-asked = ポリシーは次のいずれか、又は同等の証明書ポリシーによる証明書を求めています：{ $policies }。証明書 { $certificate } は、手元の証明書で分かる限り、これに当たりません（{ $stated ->
    [none] 証明書ポリシーの記載なし
   *[other] 記載された証明書ポリシー：{ $stated }
}）
certificate-policy-asked-hint = 所有者がより高い保証の別の証明書を持っているかもしれません。一方の政府の認証局が他方を認める相互認証証明書が足りないこともあります。送信者又は情報セキュリティ責任者に問い合わせてください
certificate-policy-asked-hint-contact = 所有者がより高い保証の別の証明書を持っているかもしれません。一方の政府の認証局が他方を認める相互認証証明書が足りないこともあります。送信者又は { $contact } に問い合わせてください
certificate-policy-none-in-common = 証明書 { $certificate } は受け入れられません。複数のポリシーが求める証明書ポリシーに共通のものがありません
certificate-policy-none-in-common-hint = 情報セキュリティ責任者に知らせてください。ポリシーの求めは fuin policy guide で表示できます
certificate-policy-mapping = 証明書 { $certificate } は anyPolicy を他の証明書ポリシーと対応付けています
certificate-limits = 証明書 { $certificate } の認証パスの探索を上限（{ $limit }）で打ち切りました
certificate-not-trusted = { $reason }
certificate-not-trusted-hint = 情報セキュリティ責任者に知らせてください。{ $certificate } の SHA-256 フィンガープリント：{ $fingerprint }

## 操作の関係者

party-named = { $kind-id ->
    [recipient] 宛先 { $name }{ " " }
    [signer] 署名者 { $name }{ " " }
    [certificate] 証明書 { $name }{ " " }
   *[CRL-of] { $name } の失効リスト
}
party = { $party-id ->
    [the-signer] 署名者
    [the-countersigner] 副署者
    [signer] 署名者
    [the-content] 内容
    [this-request] この要求
    [your-own-certificate] あなたの証明書
    [recipient-without-a-certificate] 証明書のない宛先
   *[other] { $party }
}
