# Errors, by code: the headline, and with -hint what to do about it.

io-file = cannot { $action } { $path }
io-stream = cannot read or write the content
output-exists = { $path } exists already
output-exists-hint = choose another name, or replace it with --overwrite
output-exists-quarantine-hint = what was put into quarantine is not replaced: remove it yourself, or choose another name with -o
output-not-regular = { $path } is no regular file
output-not-regular-hint = write to stdout with -o -, and redirect that
input-directory = { $path } is a directory
input-directory-hint = name files, not directories
input-too-large = { $name } is larger than { $limit } octets
home-missing = no fuin home at { $path }
home-missing-hint = fuin init --agency "Ministry A"
provider = cryptography

## Names

name-taken = there is a { $kind } called "{ $name }" already
name-taken-hint = { $kind-id ->
    [home] use it, or set FUIN_HOME to another directory
   *[other] choose another name
}
name-unknown = no { $kind } called "{ $name }" here
name-unknown-group-hint = name a group of the policy, or enter its members into the address book: fuin recipient add NAME CERT.crt --group GROUP
name-unknown-key-hint = fuin key list
name-unknown-recipient-hint = fuin recipient list
name-unusable = "{ $name }" cannot be used as { $purpose }
name-unusable-inside-hint = rename the file: no leading dot or dash, no control characters, nothing that other systems reserve
name-unusable-output-hint = choose a name yourself with -o

## Files of one's own

file-malformed = malformed { $what } in { $name }
file-malformed-received-hint = the file is this home's own memory of what was opened; mend or remove the line, or have your information security officer decide whether the file may go
file-malformed-label-hint = ask whoever labelled the file; then set it anew with fuin label
policy-malformed = cannot use the policy { $name }
key-pass-phrase = wrong pass phrase for { $name }, or the file was altered
key-pass-phrase-hint = try again; nobody can recover a forgotten pass phrase
key-none-signs = no key with a certificate can sign here
key-none-signs-hint = make one with fuin key new, have its fuin key request certified, and fuin key import the certificate
key-cannot-request = the key "{ $name }" is of a kind that cannot sign, and so not sign a certificate request
key-cannot-request-hint = give the authority the public key instead: fuin key export { $name } --public-key -o { $name }.pub.pem
certificate-malformed = cannot use the certificate, CRL or OCSP response { $name }
certificate-other-key = the certificate is for another key than "{ $name }"
certificate-other-key-hint = import the certificate that was issued for this key's own request

## Messages

message-malformed = malformed message
message-malformed-hint = check that this is the file that was sent, whole and unconverted
message-malformed-sealed-hint = it is sealed, not signed: fuin open FILE
message-malformed-signed-hint = it is signed, not sealed: fuin verify FILE
message-limit = malformed message
message-limit-hint = the file is larger or more deeply structured than any honest tool writes, or is no message
message-no-authenticated-encryption = message without authenticated encryption
message-no-authenticated-encryption-hint = ask the sender for AuthEnvelopedData, as openssl cms -encrypt -aes-256-gcm writes it
message-unsupported = message made with something that is not supported here
message-unsupported-hint = ask the sender to make it again with an algorithm that your policy permits
policy-quarantine = this may not be put into quarantine
policy-quarantine-because-forbidden = the table [quarantine] of the policy does not reach as high as its label
policy-quarantine-because-reason = its sender is known not to be trusted
policy-quarantine-because-acknowledge = what that means is not acknowledged
policy-quarantine-hint-forbidden = wait until its sender is trusted, or ask your information security officer
policy-quarantine-hint-reason = quarantine is for senders who are not, or not yet, known to be trusted; this one is known not to be, so do not use the file
policy-quarantine-hint-acknowledge = add --acknowledge: whoever opens it knows that nobody vouches for its sender, and that this is recorded
message-content-altered = not authentic: the content is not what was signed; it was changed since, or belongs to another signature
message-content-altered-hint = do not rely on this content; ask its sender for the document and its signature once more
bundle-malformed = malformed bundle
bundle-malformed-hint = check that this is the file that was sent, whole and unconverted; it must be an ASiC-S container with one document and one CAdES signature
bundle-altered = not authentic: the bundle was altered or damaged
bundle-altered-hint = do not use this file (nothing was written); ask the sender to send it again
message-not-authentic = not authentic: the file was altered or damaged, or does not belong to this key
message-not-authentic-hint = do not use this file (nothing was written); ask the sender to send it again
recipient-no-key = no key here for any recipient of this file
recipient-no-key-named = the file names { $recipient }
recipient-no-key-hint = ask the sender to seal it to one of your certificates; fuin key list shows them
recipient-not-intended = not authentic: its signer did not seal it to this certificate; someone passed it on
recipient-not-intended-hint = nothing was written; tell the signer and your information security officer
signer-no-certificate = the signer's certificate is missing, or is none that can be read
signer-no-certificate-hint = ask the sender for a message that carries the signer's certificate, or for the certificate

## Labels

label-mismatch = not authentic: the label outside differs from the signed one
label-mismatch-hint = nothing was written; tell the signer and your information security officer
label-foreign = the label is of a label policy, or has parts, that are not known here
label-no-equivalent = the label of label policy { $policy } cannot be obeyed here: not all of it has an equivalent
label-no-equivalent-hint = ask your information security officer to complete the policy's equivalents
label-foreign-hint = ask your information security officer how this label is to be handled
label-unusable = cannot use the label
label-unusable-hint = fuin policy show
label-unknown-grade = "{ $text }" names no grade; the grades are { $known }
label-unknown-grade-missing = "{ $text }" does not grade { $axis }, and the policy has no default for it
label-unknown-restriction = "{ $id }" is no handling restriction of this policy
label-conflict = the restrictions { $first } and { $second } contradict each other
label-other-policy = labels of different label policies ({ $first }, { $second }) cannot be joined
label-malformed = { $problem }
label-malformed-twice = { $axis } is graded twice in "{ $text }"
label-malformed-level = level number { $number } is over 256
label-malformed-parameter = the restriction { $id } { $problem }
label-malformed-text = { $what } is empty, too long, or holds control characters

## The machine's settings and installed policies

machine-unprotected = the settings of this machine are not protected: { $path }
machine-unprotected-hint = ask whoever administers this machine: only the system may own and change them
machine-anchors-locked = only the trust anchors of this machine count: { $path }
machine-anchors-locked-hint = ask whoever administers this machine to add the authority there
policy-two-baselines = { $first } and { $second } are two baselines, or the same policy twice
policy-two-baselines-hint = take one of them away; an overlay says with extends what it extends
policy-other-label-policy = { $home } has another label policy than { $machine }, which judges on this machine
policy-other-label-policy-hint = install a policy of this machine's label policy, or ask whoever administers the machine
policy-weaker = the policy { $name } is weaker than { $base } (serial { $serial })
policy-weaker-row = { $relation-id ->
    [weaker] weaker
   *[other] not comparable
}: { $subject }{ $region-id ->
    [any] {""}
   *[other] {" "}where { $region }
}: { $base } is required, and it says { $overlay } [{ $clause }]
policy-weaker-hint = see each difference with an example: fuin policy compare OVERLAY.toml
policy-serial = serial { $serial } of { $id } is refused: serial { $seen } was installed before
policy-serial-hint = ask for a newer serial; the same serial is installed again only with the very same content
policy-no-authority = neither { $id } nor what it extends names an authority that may sign it
policy-no-authority-hint = name one under [authority], with the SHA-256 of its keys
policy-not-the-authority = { $id } is not signed by its authority, { $authority }
policy-not-the-authority-key = it is signed with the key of SHA-256 { $key }
policy-not-the-authority-hint = have it signed by the authority: fuin policy sign POLICY.toml
policy-not-a-policy-signature = the signature over { $name } was not made over a policy
policy-not-a-policy-signature-hint = have it signed as a policy: fuin policy sign POLICY.toml
policy-not-yet-issued = the policy { $id } is issued on { $day }, which is yet to come
policy-not-yet-issued-hint = install it on that day or later: until then it would refuse everything
policy-altered = the installed policy { $name } was changed since it was installed, or was never installed
policy-altered-hint = install it again from what its authority signed: fuin policy install POLICY.toml; copies of all that was installed are in the folder policy/history of the home
policy-unsigned = the policy { $name } is not signed
policy-unsigned-hint = name its signature with --signature, or have it signed: fuin policy sign POLICY.toml

## Services and timestamps

service-no-answer = no answer from a { $service }
service-no-answer-hint = name one that can be reached (fuin tsa set URL), or sign at a lower level where the policy permits it: --level B
timestamp-unusable = the timestamp cannot be used
timestamp-unusable-hint = ask who runs the timestamp authority; its certificate must lead to one of your trust anchors
timestamp-not-authentic = it is not authentic, or not about this signature
timestamp-unsupported = it uses { $algorithm }, which is not supported
timestamp-future = it is from { $time }, which is later than the time it is judged at
timestamp-before-certificate = it is from { $time }, and its authority's certificate is not valid before { $first }
timestamp-not-an-authority = certificate { $certificate } is not one of a timestamp authority: its extended key usage has to be timeStamping, critical and no other
timestamp-not-trusted = its authority is not trusted: { $reason }
timestamp-refused = the policy does not permit its algorithms: { $reasons }
timestamp-clock = the authority's clock, or this machine's, is wrong by more than an hour
not-fetched = { $address }: { $reason-id ->
    [time] no answer in time
    [others] not asked, after several others did not answer
    [connection] no connection, or it broke off
    [host] the host was not found
    [inner] this address of the inner network is not asked unless its host is allowed: fuin tsa set --allow HOST
    [offline] not asked: the network is turned off
    [tls] the server's certificate or its TLS is not accepted
    [answer] the answer is not what belongs there
    [size] the answer is too long
   *[other] { $problem }
}
timestamp-evidence-missing = the signature cannot be raised to level { $level }: whether certificate { $certificate } is revoked is not known
timestamp-evidence-missing-hint = get a current CRL from its authority: fuin crl add CA.crl
