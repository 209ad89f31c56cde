//! Every object identifier of the profile, the private arc of fuin included. Algorithms have theirs in fuin-crypto.

use fuin_crypto::Oid;

macro_rules! oids {
    ($($(#[$doc:meta])* $name:ident = $text:expr;)+) => {
        $(
            $(#[$doc])*
            pub const $name: Oid = {
                const VALUE: der::oid::ObjectIdentifier = der::oid::ObjectIdentifier::new_unwrap($text);
                Oid::from_static(VALUE.as_bytes())
            };
        )+

        #[cfg(test)]
        const ALL: &[(&str, Oid)] = &[$(($text, $name)),+];
    };
}

/// The arc `fuin`, derived from UUID 96ad9d2e-a571-4d0c-affa-c7936dd35e36 in seven parts.
macro_rules! fuin {
    ($rest:literal) => {
        concat!("1.2.840.113556.1.8000.2554.38573.40238.42353.19724.45050.13079405.13852214.", $rest)
    };
}

oids! {
    // --- content types (RFC 5652, 5083, 3161, 6268)
    /// id-data.
    DATA = "1.2.840.113549.1.7.1";
    /// id-signedData.
    SIGNED_DATA = "1.2.840.113549.1.7.2";
    /// id-envelopedData: known so that it can be refused by name.
    ENVELOPED_DATA = "1.2.840.113549.1.7.3";
    /// id-ct-TSTInfo.
    TST_INFO = "1.2.840.113549.1.9.16.1.4";
    /// id-ct-contentInfo.
    CONTENT_INFO = "1.2.840.113549.1.9.16.1.6";
    /// id-ct-authEnvelopedData.
    AUTH_ENVELOPED_DATA = "1.2.840.113549.1.9.16.1.23";

    // --- attributes (RFC 5652 section 11, RFC 6211, 5035, 2634, 3161; EN 319 122-1)
    /// id-contentType.
    CONTENT_TYPE = "1.2.840.113549.1.9.3";
    /// id-messageDigest.
    MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
    /// id-signingTime.
    SIGNING_TIME = "1.2.840.113549.1.9.5";
    /// id-countersignature.
    COUNTERSIGNATURE = "1.2.840.113549.1.9.6";
    /// id-aa-CMSAlgorithmProtection.
    CMS_ALGORITHM_PROTECTION = "1.2.840.113549.1.9.52";
    /// id-aa-securityLabel.
    SECURITY_LABEL = "1.2.840.113549.1.9.16.2.2";
    /// id-aa-equivalentLabels.
    EQUIVALENT_LABELS = "1.2.840.113549.1.9.16.2.9";
    /// id-aa-timeStampToken.
    SIGNATURE_TIME_STAMP_TOKEN = "1.2.840.113549.1.9.16.2.14";
    /// id-aa-ets-sigPolicyId.
    SIGNATURE_POLICY_ID = "1.2.840.113549.1.9.16.2.15";
    /// id-aa-ets-commitmentType.
    COMMITMENT_TYPE = "1.2.840.113549.1.9.16.2.16";
    /// id-aa-ets-signerLocation.
    SIGNER_LOCATION = "1.2.840.113549.1.9.16.2.17";
    /// id-aa-ets-contentTimestamp.
    CONTENT_TIMESTAMP = "1.2.840.113549.1.9.16.2.20";
    /// id-aa-signingCertificateV2.
    SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47";
    /// id-aa-ets-mimeType.
    MIME_TYPE = "0.4.0.1733.2.1";
    /// id-aa-ets-archiveTimestampV3.
    ARCHIVE_TIME_STAMP_V3 = "0.4.0.1733.2.4";
    /// id-aa-ATSHashIndex-v3.
    ATS_HASH_INDEX_V3 = "0.4.0.19122.1.5";
    /// id-aa-ets-archiveTimestamp, the first form: known so that it is not invalidated.
    ARCHIVE_TIME_STAMP = "1.2.840.113549.1.9.16.2.27";
    /// id-aa-ets-archiveTimestampV2: known so that it is not invalidated.
    ARCHIVE_TIME_STAMP_V2 = "1.2.840.113549.1.9.16.2.48";
    /// id-aa-ets-longTermValidation: known so that it is not invalidated.
    LONG_TERM_VALIDATION = "0.4.0.1733.2.2";
    /// id-aa-ets-signerAttrV2.
    SIGNER_ATTRIBUTES_V2 = "0.4.0.19122.1.1";

    // --- algorithms with parameters that the profile spells out (RFC 8017, 4055)
    /// rsaEncryption.
    RSA_ENCRYPTION = "1.2.840.113549.1.1.1";
    /// id-RSAES-OAEP.
    RSAES_OAEP = "1.2.840.113549.1.1.7";
    /// id-mgf1.
    MGF1 = "1.2.840.113549.1.1.8";
    /// id-pSpecified.
    P_SPECIFIED = "1.2.840.113549.1.1.9";
    /// id-RSASSA-PSS.
    RSASSA_PSS = "1.2.840.113549.1.1.10";
    /// sha256WithRSAEncryption.
    SHA256_WITH_RSA = "1.2.840.113549.1.1.11";
    /// sha384WithRSAEncryption.
    SHA384_WITH_RSA = "1.2.840.113549.1.1.12";
    /// sha512WithRSAEncryption.
    SHA512_WITH_RSA = "1.2.840.113549.1.1.13";
    /// ecdsa-with-SHA256.
    ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
    /// ecdsa-with-SHA384.
    ECDSA_WITH_SHA384 = "1.2.840.10045.4.3.3";
    /// ecdsa-with-SHA512.
    ECDSA_WITH_SHA512 = "1.2.840.10045.4.3.4";
    /// id-ecPublicKey.
    EC_PUBLIC_KEY = "1.2.840.10045.2.1";
    /// id-X25519 (RFC 8410).
    X25519 = "1.3.101.110";
    /// id-Ed25519 (RFC 8410).
    ED25519 = "1.3.101.112";
    /// secp256r1.
    SECP256R1 = "1.2.840.10045.3.1.7";
    /// secp384r1.
    SECP384R1 = "1.3.132.0.34";

    // --- other recipients and other revocation (RFC 9629, 5940)
    /// id-ori-kem.
    ORI_KEM = "1.2.840.113549.1.9.16.13.3";
    /// id-ri-ocsp-response.
    RI_OCSP_RESPONSE = "1.3.6.1.5.5.7.16.2";

    // --- the private arc
    /// fuin file-name: UTF8String.
    FUIN_FILE_NAME = fuin!("1.1");
    /// fuin intended-recipients: SEQUENCE OF OCTET STRING.
    FUIN_INTENDED_RECIPIENTS = fuin!("1.2");
    /// fuin policy-reference.
    FUIN_POLICY_REFERENCE = fuin!("1.3");
    /// fuin key-commitment: OCTET STRING of 32 octets.
    FUIN_KEY_COMMITMENT = fuin!("1.4");
    /// The label policy of the embedded baseline, `jp-common-standards`.
    FUIN_LABEL_POLICY_JP_COMMON_STANDARDS = fuin!("2.1");
    /// Security-category type: the integrity grade, INTEGER.
    FUIN_CATEGORY_INTEGRITY = fuin!("3.1");
    /// Security-category type: the availability grade, INTEGER.
    FUIN_CATEGORY_AVAILABILITY = fuin!("3.2");
    /// Security-category type: a handling restriction with its parameter.
    FUIN_CATEGORY_RESTRICTION = fuin!("3.3");
    /// Security-category type: the day until which the file must be kept, UTF8String.
    FUIN_CATEGORY_KEEP_UNTIL = fuin!("3.4");
    /// Security-category type: the day until which the content must stay confidential, UTF8String.
    FUIN_CATEGORY_CONFIDENTIAL_UNTIL = fuin!("3.5");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_octets_agree_and_none_occurs_twice() {
        for (index, (text, oid)) in ALL.iter().enumerate() {
            assert_eq!(oid.to_string(), *text);
            assert!(ALL.iter().skip(index + 1).all(|(_, other)| other != oid), "{text} occurs twice");
        }
    }

    #[test]
    fn the_private_arc_fits_tools_with_a_limit_of_39_octets() {
        assert_eq!(FUIN_KEY_COMMITMENT.as_content().len(), 36);
    }
}
