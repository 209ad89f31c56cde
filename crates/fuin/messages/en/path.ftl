# Why a certificate is not trusted, by code; with -hint what to do about it.

not-trusted = { $party } is not trusted
not-trusted-own-hint = sign with another key (-i KEY), or have a new certificate issued: fuin key request NAME --subject SUBJECT

certificate-no-anchor = no trust anchor or intermediate certificate for { $issuer }, the issuer of { $certificate }
certificate-no-anchor-self = { $certificate } vouches for itself, and is not among the authorities that are trusted here
certificate-no-anchor-self-hint = ask { $contact-id ->
    [none] your information security officer
   *[other] { $contact }
} whether this authority is to be trusted; its SHA-256 fingerprint, to compare with the one that it publishes: { $fingerprint }
certificate-no-anchor-hint = if an intermediate certificate is missing, ask for it; otherwise ask your information security officer whether this authority is to be trusted; the SHA-256 fingerprint of { $certificate } is { $fingerprint }
certificate-no-anchor-hint-contact = if an intermediate certificate is missing, ask for it; otherwise ask { $contact } whether this authority is to be trusted; the SHA-256 fingerprint of { $certificate } is { $fingerprint }
certificate-bad-signature = the signature of certificate { $certificate } does not verify
certificate-algorithm = certificate { $certificate } is signed with { $algorithm }, which is not supported
certificate-algorithm-key = certificate { $certificate } cannot be used: { $reason }
certificate-expired = certificate { $certificate } expired at { $time }
certificate-expired-hint = ask its owner for the renewed certificate
certificate-expired-signer-hint = nothing proves that the signature is from before: ask the signer to sign the document anew, with a timestamp
certificate-not-yet-valid = certificate { $certificate } is not valid before { $time }
certificate-not-yet-valid-hint = check this machine's clock, or wait until it is valid
certificate-not-a-ca = certificate { $certificate } is not that of a CA
certificate-path-length = certificate { $certificate } is deeper in the path than a CA above it allows
certificate-key-usage = certificate { $certificate } may not be used for { $needed }
certificate-key-usage-extended = certificate { $certificate } is restricted to extended key usages other than document signing and mail
certificate-key-usage-hint = ask its owner for a certificate that was issued for this use
certificate-critical-extension = certificate { $certificate } has extension { $oid }, which must be processed and is not supported
certificate-revoked = certificate { $certificate } is revoked with effect from { $time } ({ $reason })
certificate-revoked-hint = do not use it; ask its owner by another way what happened
certificate-revocation-unknown = whether certificate { $certificate } is revoked cannot be told: { $lacking-id ->
    [no-crl] no CRL of its issuer
    [stale] the newest CRL of its issuer was current until { $detail }
    [not-yet-issued] the CRL of its issuer is from { $detail }, later
    [not-covered] the CRLs and responses at hand are not about it
    [too-old] the newest CRL or response about it is from { $detail }, which is too old
    [after-expiry] the CRL or response about it is from { $detail }, when it had expired
    [crl-issuer] whoever signed the CRL about it is not trusted: { $detail }
    [responder-unauthorized] whoever signed the response about it may not speak for its issuer
    [responder] whoever signed the response about it is not trusted: { $detail }
    [unknown-to-responder] its issuer's responder does not know it
    [may-not-sign] its issuer may not sign CRLs
    [bad-signature] the signature of its issuer's CRL does not verify
    [algorithm] its issuer's CRL is signed with { $detail }, which is not supported
   *[other] { $detail }
}
certificate-revocation-unknown-hint = get a current CRL from its authority: fuin crl add CA.crl
certificate-name-constraint = the name { $name } in certificate { $certificate } is outside of what { $authority } may issue for
certificate-policy = certificate { $certificate } is valid under no certificate policy that is accepted, and one is required
certificate-policy-asked = your policy asks for a certificate issued under one of these certificate policies, or under an equivalent one: { $policies }; certificate { $certificate } was not, as far as can be told with the certificates at hand ({ $stated ->
    [none] it states no certificate policy
   *[other] it states { $stated }
})
certificate-policy-asked-hint = its owner may have another certificate, of a higher assurance; the certificates with which one government's authority recognizes the other's may also be missing: ask the sender for them, or your information security officer
certificate-policy-asked-hint-contact = its owner may have another certificate, of a higher assurance; the certificates with which one government's authority recognizes the other's may also be missing: ask the sender for them, or { $contact }
certificate-policy-none-in-common = certificate { $certificate } cannot be accepted: the certificate policies that your policies ask for have none in common
certificate-policy-none-in-common-hint = tell your information security officer; what your policies ask for is printed by fuin policy guide
certificate-policy-mapping = certificate { $certificate } maps anyPolicy to another certificate policy, or another one to it
certificate-limits = the search for a path of certificate { $certificate } was given up at its limit of { $limit }
certificate-not-trusted = { $reason }
certificate-not-trusted-hint = tell your information security officer; the SHA-256 fingerprint of { $certificate } is { $fingerprint }

## Parts in an operation

party-named = { $kind-id ->
    [recipient] recipient { $name }
    [signer] signer { $name }
    [certificate] certificate { $name }
   *[CRL-of] CRL of { $name }
}
party = { $party }
