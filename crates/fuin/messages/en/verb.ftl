# What verbs ask and warn of, and what those of administration print.

## Pass phrases

pass-phrase-new = New pass phrase for this key
pass-phrase-of-key = Pass phrase of the key { $key }
pass-phrase-of-file = Pass phrase of the file, which the key will keep
pass-phrase-again = The same again

## Warnings

warn-openssl-size = a recipient without fuin cannot decrypt a file of this size with OpenSSL (1.5 GiB)
warn-past-date = { $what } { $day } is past already
warn-crl-unsigned = no authority known here has signed this CRL; it tells nothing until one has
warn-crl-stale = this CRL is out of date; a newer one was due by the time below

## Keys and recipients

key-line = { $name }  { $algorithm }  use: { $use }
key-uncertified = no certificate yet
key-next-request = next: fuin key request { $name } --subject "CN=…,O=…,C=JP" -o { $name }.csr
key-next-import = wrote { $path }; have it certified, then: fuin key import { $name } --certificate FILE
certificate-until = { $subject }, valid until { $time }
recipient-line = { $name }  { $kind }
