# fuin policy explain and fuin inspect --check, and what rules demand in words.

## Rules

rule-always = always: { $demands }
rule-when = when { $conditions }: { $demands }
rule-and = {" and "}
rule-and-demand = {"; "}
condition-at-least = the label says { $value } or higher
condition-exactly = the label says { $value }
condition-restriction = the label states { $value }
condition-recipient-kind = a recipient is { $value-id ->
    [agency] another agency
    [unit] a unit of your agency
    [contractor] a contractor
   *[external] outside the government
}
condition-operation = { $value-id ->
    [seal] a file is sealed
    [open] a file is opened
    [sign] a file is signed
    [verify] a signature is verified
   *[dispose] a file is disposed of
}
condition-place = the file is written to { $value-id ->
    [removable] a removable medium
    [sync-folder] a synchronised folder
   *[network-share] a network share
}
demand-encrypt = { $value-id ->
    [required] the file must be sealed (encrypted)
    [forbidden] the file must not be encrypted
   *[optional] the file may be encrypted or not
}
demand-sign = { $value-id ->
    [required] there must be a signature
    [forbidden] there must be no signature
   *[optional] there may be a signature or not
}
demand-min-strength = the cryptography must give at least { $value } bits of strength
demand-recipients = { $value-id ->
    [listed] every recipient must be in the address book
   *[any] recipients need not be in the address book
}
demand-recipients-group = every recipient must be of the group "{ $group }"
demand-revocation-max-age = revocation data must not be older than { $value ->
    [one] one day
   *[other] { $value } days
}
demand-certificate-policies = the certificates of others (signers and recipients) must have been issued under one of these certificate policies, or an equivalent one: { $policies }
demand-preferred-signature-level = signatures are made at level { $value } where a timestamp authority is configured
demand-revocation = { $value-id ->
    [required] it must be certain that no certificate is revoked
   *[when-available] revoked certificates are refused, as far as fuin knows of them
}
demand-foreign = a message made without fuin must have: { $measures }
demand-foreign-nothing = a message made without fuin may lack everything that fuin adds
demand-signature-level = signatures must be of level { $value } or higher
demand-timestamp = signatures must have a timestamp
demand-recovery-recipient = one recipient must be the recovery desk, so that the file is not lost with a key
demand-key-storage = { $value-id ->
    [token] the signer's key must be on a card or token
   *[any] the signer's key may be anywhere
}
demand-file-name = the sealed file gets a name that tells nothing
demand-waiver = no exception is made
demand-acknowledge = the handling restrictions must be read and acknowledged

## Headlines

explain-request = What the policy says of { explain-operation } on { $day }
explain-file = { $file }: what the policy says of { explain-operation } on { $day }
explain-check = What the policy says of { explain-operation } on { $day }, going by what the file claims (unverified)
# Used by the headlines.
explain-operation = { $operation-id ->
    [seal] sealing (signing and encrypting)
    [open] opening
    [sign] signing
    [verify] verifying
   *[dispose] disposing of it
}
explain-uninstalled = Judged by an uninstalled policy: { $policy }
explain-does = what fuin does: { $does }
explain-why = why: { $why }
explain-nothing = Nothing in the policy is about this.

## What is not known

explain-sealed-limits = Not seen without the key: the signature and the certificates. Opening looks at them too.
explain-signed-limits = Not looked at here: whether the signature is good, and whether the certificates are trusted. Verifying does that.
explain-recipients-all = No key here opens the file; the algorithms of all its recipients are judged.

## The decision

explain-permitted = Decision: permitted
explain-permitted-warned = Decision: permitted, with warnings
explain-refused = Decision: refused
explain-warning = warning: { $text }
explain-note = note: { $text }
explain-contact = Whom to ask: { $contact }

## What was asked wrongly

usage-alone-without-policy = --alone needs --policy FILE: the policy that is to judge alone
usage-explain-day = "{ $text }" is no day; write it as 2027-04-01
usage-explain-message = { $file } is a sealed or signed message, which says its label and algorithms itself; leave those options out
