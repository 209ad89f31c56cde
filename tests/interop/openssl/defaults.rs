//! What OpenSSL does where it is not told otherwise is refused by name, even under the policy for foreign messages.

use super::super::parties::{FOREIGN, content, refuses_to_open, refuses_to_verify, world};
use super::super::peer::{has_openssl, openssl_ok};

/// Options of `cms -encrypt`, and the algorithm that is refused.
const ENCRYPTED: [(&str, &str); 7] = [
    ("-aes-256-gcm -recip ecdsa-p256.crt", "x963-sha-1"),
    ("-aes-256-gcm -recip ecdsa-p384.crt", "x963-sha-1"),
    ("-aes-256-gcm -recip rsa-3072.crt", "rsaes-pkcs1-v1_5"),
    ("-aes-256-gcm -recip rsa-3072.crt -keyopt rsa_padding_mode:oaep", "rsa-oaep-sha-1"),
    ("-aes-256-cbc -recip ecdsa-p256.crt -keyopt ecdh_kdf_md:sha256", "aes-256-cbc"),
    (
        "-aes-256-cbc -stream -recip rsa-3072.crt -keyopt rsa_padding_mode:oaep -keyopt rsa_oaep_md:sha256",
        "aes-256-cbc",
    ),
    ("-des3 -recip rsa-3072.crt", "3des-cbc"),
];

/// Options of `cms -sign`, and the algorithm that is refused.
const SIGNED: [(&str, &str); 4] = [
    ("-signer ecdsa-p256.crt -inkey ecdsa-p256.pem -md sha1", "sha-1"),
    ("-signer rsa-3072.crt -inkey rsa-3072.pem -md sha1", "sha-1"),
    ("-signer ecdsa-p384.crt -inkey ecdsa-p384.pem -md sha224", "sha-224"),
    // As long a salt as fits, where the profile has one as long as the digest.
    ("-signer rsa-3072.crt -inkey rsa-3072.pem -keyopt rsa_padding_mode:pss", "RSASSA-PSS"),
];

#[test]
fn encryption_by_default_is_refused_by_name() {
    if !has_openssl() {
        return;
    }
    let world = world();
    world.write("plain.bin", content(1000));
    for (options, algorithm) in ENCRYPTED {
        openssl_ok(&world, &format!("cms -encrypt -binary -outform DER -in plain.bin -out message.p7m {options}"));
        refuses_to_open(&world, FOREIGN, "message.p7m", &[algorithm]);
    }
}

#[test]
fn signatures_with_weak_digests_or_odd_parameters_are_refused_by_name() {
    if !has_openssl() {
        return;
    }
    let world = world();
    world.write("plain.bin", content(1000));
    for (options, algorithm) in SIGNED {
        let sign = format!("cms -sign -binary -outform DER -in plain.bin {options}");
        openssl_ok(&world, &format!("{sign} -out signature.p7s"));
        refuses_to_verify(&world, FOREIGN, "signature.p7s", Some("plain.bin"), &[algorithm]);
        openssl_ok(&world, &format!("{sign} -nodetach -out signed.p7m"));
        refuses_to_verify(&world, FOREIGN, "signed.p7m", None, &[algorithm]);
    }
}
