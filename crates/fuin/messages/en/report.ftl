# What the verbs of daily work print: headlines, names of lines, and words in them.

talk-error = error
talk-warning = warning
talk-because = because
talk-stdout-failed = fuin: error: cannot write to stdout: { $reason }
talk-hint = hint

## Headlines

report-sealed = sealed { $input } -> { $output }
report-opened = opened { $input } -> { $output }
report-bundled = bundled { $input } -> { $output }
report-signed = signed { $input } -> { $output }
report-disposed = deleted { $input } and its label
report-stdout = stdout
report-claims = { $file }: the file claims (unverified)
verdict-valid = valid: { $file }
verdict-invalid = invalid: { $file }
verdict-cannot-tell = cannot tell: { $file }

## Names of lines

row-algorithms = algorithms
row-commitment = commitment
row-content = content
row-file-name = file name
row-document = document
row-level = level
row-bundled-policy = policy inside
row-bundled-other = unknown
row-kind = kind
row-label = label
row-made-under = made under
row-judged-by = judged by
row-not-fetched = not fetched
report-made-under-serial = { $policy }; here serial { $serial } of it judges
report-made-under-document = { $policy }; here another document of that id and serial judges
row-marked = marked
row-recipient = recipient
row-restriction = restriction
row-permission = permission
row-acknowledged = acknowledged
row-signed-by = signed by
row-signer = signer
row-with-key = with key

## Words in them

report-no-label = no label
report-degree = { $degree }
report-acknowledged = the restrictions, as you state
report-label-absent = none; the policy permits that
report-signer-absent = nobody; the policy permits that
report-commitment-absent = absent; the policy permits that
report-commitment-present = present
report-marked-otherwise = "{ $mark }", which the label is not (untrusted)
report-verified-signer = { $subject }{ $time-id ->
    [none] {""}
   *[other] , by their clock at { $time }
}{ $proven-id ->
    [none] {""}
   *[other] , proven to exist at { $proven } (level { $level })
} (anchor { $anchor }{ $revocation-id ->
    [unknown] ; revocation not checked
   *[checked] {""}
})
report-kind-sealed = sealed
report-kind-attached = signed, with the content inside
report-kind-detached = signature beside its content
report-kind-bundled = bundle: document, signature and what verifies it
report-document = { $name }, { $octets } octets
report-size = { $octets } octets
report-size-with-signature = { $octets } octets with its signature
report-claimed-label-none = none
report-foreign-label = of label policy { $policy }, not known here
report-foreign-label-marked = of label policy { $policy }, not known here, marked "{ $mark }" (untrusted)
report-label-but-marked = { $label }, but marked "{ $mark }" (untrusted)
report-claimed-signer = { $subject }, at { $time }
report-signer-unknown = (its certificate is not in the file)

## Labels of other label policies

row-original-label = original label
report-original-label = of label policy { $policy }: { $marking }

## Reports of validation

row-signed-at = signed at
row-countersigned-by = countersigned
report-trusted-signer = { $subject }, trusted through { $anchor }{ $revocation-id ->
    [later] ; revoked at { $when }, after this signature
    [later-than-judged] ; revoked at { $when }, after the time it is judged at
    [unknown] ; revocation not checked
   *[checked] {""}
}
report-untrusted-signer = { $subject }, by their certificate; not trusted here
report-claimed-signature = { $subject }, as the file claims; not verified ({ $reason })
report-signer-not-at-hand = unknown: the certificate is missing, or cannot be read
report-signed-at = { $proven-id ->
    [none] { $claimed-id ->
        [none] not stated, and nothing proves it
       *[other] { $claimed } by the signer's clock; nothing proves it
    }
   *[other] { $proven } at the latest, proven by timestamp{ $level-id ->
        [none] {""}
       *[other] {" "}(level { $level })
    }
}
report-time-doubt = { $line }; { $doubt-id ->
    [after-timestamp] but the signer's clock said { $claimed }, which is later: one of the two is wrong
    [ahead] that is later than the time it is judged at
   *[before-certificate] that is before the signer's certificate began
}
report-judged = { $policies }, as of { $time }
report-judged-otherwise = { $judged }; made under { $made }

page-title = Signature report: { $file }
page-valid = The signature is valid
page-valid-means = The document is what was signed, nothing in it has changed since, and whoever is named below signed it.
page-valid-unchecked = The signature is valid, but whether a certificate was revoked is not known
page-valid-unchecked-means = Whether a certificate below was already revoked when this was signed could not be checked.
page-valid-ended-since = The signer's certificate has ended since. That does not harm this signature, which is proven to be older.
page-valid-revoked-since = A certificate below was revoked since. That does not harm this signature, which is proven to be older.
page-invalid = The signature is not valid
page-invalid-means = Do not rely on this document. Nothing that anyone could add would make this signature valid.
page-altered-means = Do not rely on this document. This file and this signature do not belong together: check that you took the right file; otherwise it was changed after it was signed.
page-cannot-tell = Whether the signature is valid cannot be told
page-revoked-means = Do not rely on this document. A certificate that the signature rests on was revoked, and nothing proves that the signature is from before.
page-ended-means = Do not rely on this document. A certificate that the signature rests on was not valid at the time of this check, and nothing proves that the signature was made while it was.
page-unknown-signer-means = Do not rely on this document yet. Nobody who is trusted where this was checked vouches for the signer.
page-evidence-means = Do not rely on this document yet. Whether a certificate was revoked could not be found out.
page-policy-means = Do not rely on this document. The rules under which it was checked do not accept the signature as it was made.
page-cannot-tell-means = Do not rely on this document yet. Something that the verdict needs is missing, or does not hold any more.
page-unchanged = The document itself has not been changed since it was signed; the doubt is about who signed it, when, or by which rules.
page-contact = Whom to ask about this: { $contact }
page-terms = in the terms of EN 319 102-1, for other tools
page-as-of = Judged as of { $time } (UTC).
page-no-signature = No signature could be read.
page-signature = Signature { $number }
page-countersignature = Countersignature { $number }
page-verdict = verdict
page-word-valid = valid
page-word-invalid = invalid
page-word-cannot-tell = cannot tell
page-certificate = certificate
page-certificate-line = issued by { $issuer }, valid from { $from } until { $until }
page-no-path = No certification path of this signer is trusted here.
page-path = Why this signer is trusted
page-path-refused = How the signer's certificate leads to a trusted authority
page-level = { $level-id ->
    [T] T: a timestamp proves when it existed
    [LT] LT: a timestamp proves when it existed, and the certificates and revocation data to check that come with it
    [LTA] LTA: made to last: what is needed to check it comes with it, and a timestamp seals all of that
   *[B] B: nothing proves when it was made
}
page-broken-path = Why this signer is not trusted here
page-absent = not among the authorities that are trusted here, or its certificate is not at hand
page-anchor = trusted by whoever wrote this report
page-until = valid until { $time }
page-document-here = the document that was signed
page-not-revoked = not revoked as of { $time }
page-revoked-later = revoked at { $time }, after this signature
page-revoked-later-than-judged = revoked at { $time }, after the time that this was judged at
page-revocation-unknown = revocation not known
page-timestamps = Timestamps
page-timestamp-signature = of the signature
page-timestamp-archive = for the archive
page-timestamp-proves = proves that it existed at { $time }, as long as the timestamp authority's certificate holds ({ $until })
page-timestamp-useless = proves nothing: { $problem }
page-unknown = unknown
page-algorithms = Algorithms, and until when the policy takes them
page-bits = ({ $bits } bits)
page-cutoff = before { $day }
page-no-cutoff = no end is set
page-change = What would change the verdict
page-change-to-valid = What could make it valid
page-change-invalid = Nothing that is done to this file. Ask the sender for the document and its signature once more.
page-change-evidence = Current revocation data of the certificates above.
page-change-policy = A change of the policy, or a signature made as the policy asks.
page-change-algorithm = A timestamp from a day on which the policy still took the algorithms, or a signature made with others.
page-change-trust = An office that you know confirms the authority: ask it by an address from an official list, not from the message, and compare the SHA-256 figures.
page-change-time = A timestamp that was made before the certificate ended or was revoked; one that is made now does not help. Otherwise ask the signer to sign the document anew, with a certificate that holds.
page-change-path = Another certificate of the signer, issued as the rules above it ask.
page-digest = digest
page-change-altered = Any change of the document, by as little as one letter.
page-not-fetched = What could not be fetched when this was checked
page-change-stamped = { $subject }: after { $time } the timestamps prove nothing any more, unless a newer archive timestamp is added before.
page-change-unstamped = { $subject }: no timestamp proves when it was signed. After { $time }, or if the certificate is revoked, the verdict will be "cannot tell".
page-change-revocation = { $subject }: if a certificate turns out to have been revoked before { $time }, the verdict is another one. A later revocation does no harm.
page-document = The document
page-not-proof = This page is not proof by itself: anyone could have written it.
page-how-to-check = The proof is the document together with its signature, which often is a file beside it whose name ends in .p7s: keep both. Whoever has both, and trusts the same authorities, can check them: with fuin (fuin verify), or with other tools for CMS and CAdES signatures, such as OpenSSL.

## Quarantine

report-quarantined = put into quarantine { $input } -> { $output }
row-not-trusted = not trusted
report-quarantine-note = nobody here vouches for the sender; do not pass it on, and open { $file } again once the sender is trusted
warn-quarantine-possible = the policy permits to look at it apart from everything else: fuin open --quarantine --acknowledge { $file }
row-note = note
