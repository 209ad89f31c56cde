# What verbs ask and warn of, and what those of administration print.

## Pass phrases

pass-phrase-new = New pass phrase for this key
pass-phrase-of-key = Pass phrase of the key { $key }
pass-phrase-of-file = Pass phrase of the file, which the key will keep
pass-phrase-again = The same again

## Warnings

warn-openssl-size = a recipient without fuin cannot decrypt a file of this size with OpenSSL (1.5 GiB)
warn-past-date = { $what } { $day } is past already
warn-other-names = { $path } had { $count } other names, which still hold the content
warn-crl-unsigned = no authority known here has signed this CRL; it tells nothing until one has
warn-crl-algorithm = this CRL is signed with { $algorithm }, which is not supported: it tells nothing, not even of those it lists as revoked; ask its authority for one signed otherwise
warn-crl-stale = this CRL is out of date; a newer one was due by the time below
warn-ocsp-unsigned = no authority known here has signed this OCSP response, nor a responder of theirs; it tells nothing until one has
warn-ocsp-stale = this OCSP response is out of date in part; a newer one was due by the time below

## Keys and recipients

key-line = { $name }  { $algorithm }  use: { $use }
key-uncertified = no certificate yet
key-next-request = next: fuin key request { $name } --subject "CN=…,O=…,C=JP" -o { $name }.csr
key-next-export = next: fuin key export { $name } --public-key -o { $name }.pub.pem
key-next-certify = wrote { $path }; give it to your authority and show by another way that the key is yours, then: fuin key import { $name } --certificate FILE
key-next-import = wrote { $path }; have it certified, then: fuin key import { $name } --certificate FILE
certificate-until = { $subject }, valid until { $time }
recipient-line = { $name }  { $kind }
recipient-groups = member of { $groups }

## Policies that are signed, installed and tried

policy-sign-done = signed { $id } (serial { $serial }) -> { $target }
warn-policy-sign-not-named = the policy does not name this key under [authority]; it can be installed only where its predecessor, or what it extends, does
policy-install-done = installed { $id } (serial { $serial }), signed by { $signer }
policy-install-weaker = weaker than that in part: fuin policy diff shows where
policy-install-first = its authority is { $name }; from now on only these keys sign the next serial, so compare them with what the authority publishes: { $keys }
policy-install-replaces = in place of serial { $serial }
policy-history-unsigned = with the home
policy-try-refused = { $count } of { $of } requests would be refused
policy-try-newly-refused = { $count } of them were permitted
policy-try-newly-permitted = { $count } that were refused would be permitted
policy-try-by-rule = by rule
policy-try-by-peer = by recipient or signer

## The home, its anchors, CRLs and OCSP responses

init-home = home of { $agency } at { $path }
init-policy = policy { $policies }
anchor-added = trusted from now on: { $subject }
anchor-compare = compare it with the authority's own publication
valid-until = valid until { $time }
crl-added = CRL of { $issuer }
crl-dates = issued { $issued }, the next one due by { $next }
ocsp-added = OCSP response of { $time }
ocsp-answer = certificate { $serial } is { $status } as of { $issued }
ocsp-next = , the next one due by { $next }

## The demonstration

demo-set-up = Each agency sets up its home, makes a key and has it certified by its own authority.
demo-certify = (The authority of { $agency } certifies the request: { $authority }, { $certificate })
demo-trust = Each trusts the other's authority, and A enters B into its address book.
demo-no-label = Tanaka at A forgets the label. The policy refuses, and says what to do.
demo-seal = With a label it works: labelled, signed and encrypted in one step.
demo-inspect = Anyone on the way can see what the file claims, and nothing else.
demo-open = Suzuki at B opens it: decrypted, verified, label kept beside the file.
demo-same = It is the very same content.
demo-not-same = It is not the same content!
demo-sign = A signs a public notice; B verifies it.
demo-alter = Somebody changes one letter of the notice, and one bit of the sealed file.
demo-nothing-written = Nothing was written.
demo-something-written = Something was written!
demo-yourself = To do it yourself: set FUIN_HOME to a directory of yours, and type the commands above.

## policy check

policy-checked = { $policy }: well formed, and every case holds

## Timestamps

tsa-authority = asked for timestamps: { $value }
tsa-none = no timestamp authority is asked
tsa-allowed = certificates may point to: { $value }
extend-done = raised { $file }: level { $before } -> { $level }
extend-renewed = renewed { $file }: level { $level } as before, with one more archive timestamp
extend-completed = completed { $file }: level { $level } as before, with newer certificates and revocation data
extend-nothing = nothing to add to { $file }: it is at level { $level }
warn-signature-lapses = this signature cannot be shown to be valid after { $time }, when its certificate ends; with a timestamp it could: { $authority-id ->
    [known] fuin extend
   *[none] fuin tsa set URL
}
warn-timestamp = a timestamp proves nothing here: { $problem }
warn-not-fetched = not fetched: { $line }
warn-bundle-revocation = whether certificate { $certificate } is revoked is not known, and the bundle does not show it: get a current CRL from its authority (fuin crl add CA.crl) and bundle again
warn-bundle-other = META-INF/{ $name } in the bundle is covered by no signature; nobody looked at it
warn-bundle-policy = the signature was made under { $policy }, which is not at hand and not in the bundle
