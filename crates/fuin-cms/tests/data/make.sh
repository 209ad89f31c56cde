#!/bin/sh
# Makes the fixtures of this directory with OpenSSL 3.0.22; run it here. Keys and signatures come out anew each time.
set -eu
umask 022
printf 'The seal shows who closed the letter.\n' >content.txt
seq 1 1200 >content-long.txt
certify() { # name, key options...
    name=$1; shift
    openssl genpkey "$@" -out "$name.pem"
    openssl req -x509 -new -key "$name.pem" -subj "/C=JP/O=Agency of Tests/CN=$name" -days 36500 -sha256 \
        -addext basicConstraints=critical,CA:FALSE -addext keyUsage=critical,digitalSignature -out "$name.crt.pem"
    openssl pkcs8 -topk8 -nocrypt -in "$name.pem" -outform DER -out "$name.key.der"
    openssl x509 -in "$name.crt.pem" -outform DER -out "$name.crt.der"
}
certify p256 -algorithm EC -pkeyopt ec_paramgen_curve:P-256
certify p384 -algorithm EC -pkeyopt ec_paramgen_curve:P-384
certify rsa -algorithm RSA -pkeyopt rsa_keygen_bits:3072
certify ed25519 -algorithm ED25519
# The same key under another certificate.
openssl req -x509 -new -key p256.pem -subj "/C=JP/O=Agency of Tests/CN=substitute" -days 36500 -out substitute.pem
openssl x509 -in substitute.pem -outform DER -out substitute.crt.der

sign() { # output, certificate name, options...
    out=$1; name=$2; shift 2
    openssl cms -sign -binary -outform DER -signer "$name.crt.pem" -inkey "$name.pem" -out "$out" "$@"
}
pss="-keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:-1"
sign attached-p256.p7m p256 -in content.txt -nodetach -md sha256
sign attached-p256-cades.p7m p256 -in content.txt -nodetach -md sha256 -cades
sign attached-p384-stream.p7m p384 -in content-long.txt -nodetach -md sha384 -stream
sign attached-rsa-pss.p7m rsa -in content.txt -nodetach -md sha384 $pss
sign attached-rsa-pkcs1-stream.p7m rsa -in content-long.txt -nodetach -md sha256 -stream
sign attached-two-signers.p7m p256 -in content.txt -nodetach -md sha384 -signer p384.crt.pem -inkey p384.pem
sign detached-p256.p7s p256 -in content.txt -md sha256
sign detached-p384-keyid.p7s p384 -in content.txt -md sha384 -keyid
sign detached-rsa-pss.p7s rsa -in content.txt -md sha256 $pss
# To be refused.
sign refused-no-attributes.p7m p256 -in content.txt -nodetach -md sha256 -noattr
sign refused-pss-salt.p7m rsa -in content.txt -nodetach -md sha256 -keyopt rsa_padding_mode:pss
sign refused-sha1.p7m p256 -in content.txt -nodetach -md sha1
rm -f ./*.pem
