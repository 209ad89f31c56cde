// The other party in the interop suite: seals, opens, signs and verifies with Bouncy Castle alone.
//
//   java -cp bcprov.jar:bcutil.jar:bcpkix.jar BouncyCastle.java VERB ARG…        (the jars are in /usr/share/java on Debian)
//
// It knows nothing of this project's attributes: what it accepts, any CMS reader accepts.
// Several verbs may follow each other, separated by ";": starting Java costs more than any of them. The first that is
// refused ends the run.
// Exit 0: done. Exit 1: refused, the reason on stderr, and no output file. Exit 2: usage.

import java.io.FileReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.GCMParameters;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.KeyAgreeRecipientIdentifier;
import org.bouncycastle.asn1.cms.KeyAgreeRecipientInfo;
import org.bouncycastle.asn1.cms.OriginatorIdentifierOrKey;
import org.bouncycastle.asn1.cms.OriginatorPublicKey;
import org.bouncycastle.asn1.cms.RecipientEncryptedKey;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.cms.ecc.ECCCMSSharedInfo;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.ess.ESSCertIDv2;
import org.bouncycastle.asn1.ess.SigningCertificateV2;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSAuthEnvelopedData;
import org.bouncycastle.cms.CMSAuthEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.DefaultSignedAttributeTableGenerator;
import org.bouncycastle.cms.KeyAgreeRecipientId;
import org.bouncycastle.cms.KeyTransRecipientId;
import org.bouncycastle.cms.Recipient;
import org.bouncycastle.cms.RecipientId;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.RecipientOperator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.SimpleAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceKeyTransAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.agreement.X25519Agreement;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.engines.AESWrapEngine;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.jcajce.io.CipherInputStream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.GenericKey;
import org.bouncycastle.operator.InputAEADDecryptor;
import org.bouncycastle.operator.OutputAEADEncryptor;
import org.bouncycastle.operator.jcajce.JcaAlgorithmParametersConverter;
import org.bouncycastle.util.CollectionStore;
import org.bouncycastle.util.Pack;

public final class BouncyCastle {
    private static final String USAGE = String.join("\n",
        "usage: open   SEALED KEY.pem CERT.pem OUT            decrypt AuthEnvelopedData; OUT is the SignedData inside",
        "       verify SIGNED CERT.pem [CONTENT]              every signer must be CERT; CONTENT for a detached signature",
        "       seal   [OPTION…] IN CERT.pem[,CERT.pem…] OUT  AuthEnvelopedData, AES-256-GCM",
        "       sign   [OPTION…] IN KEY.pem CERT.pem OUT      SignedData: ECDSA, Ed25519, or RSASSA-PSS for an RSA key",
        "seal:  --definite  definite lengths (default: streamed, indefinite)   --attributes  with authAttrs",
        "sign:  --definite, --detached, --cades (adds signingCertificateV2), --sha384 (default for P-384)",
        "verify: --content-to OUT  also write the content of an attached signature");

    public static void main(String[] args) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        String[] current = {};
        try {
            for (String[] invocation : invocations(args)) {
                current = invocation;
                if (!run(invocation)) {
                    System.err.println("in: " + String.join(" ", current));
                    System.exit(1);
                }
            }
            System.exit(0);
        } catch (Usage usage) {
            System.err.println(USAGE);
            System.exit(2);
        } catch (CMSException | IOException | GeneralSecurityException | RuntimeException failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                System.err.println("refused: " + cause);
            }
            System.err.println("in: " + String.join(" ", current));
            System.exit(1);
        }
    }

    private static List<String[]> invocations(String[] args) {
        List<String[]> invocations = new ArrayList<>();
        int start = 0;
        for (int at = 0; at <= args.length; at++) {
            if (at == args.length || args[at].equals(";")) {
                invocations.add(Arrays.copyOfRange(args, start, at));
                start = at + 1;
            }
        }
        return invocations;
    }

    private static boolean run(String[] args) throws Exception {
        if (args.length == 0) {
            throw new Usage();
        }
        Arguments given = new Arguments(Arrays.asList(args).subList(1, args.length));
        switch (args[0]) {
            case "open":
                given.expect(4, 4);
                return open(given.path(0), key(given.path(1)), certificate(given.path(2)), given.path(3));
            case "verify":
                given.expect(2, 3);
                return verify(given);
            case "seal":
                given.expect(3, 3);
                return seal(given);
            case "sign":
                given.expect(4, 4);
                return sign(given);
            default:
                throw new Usage();
        }
    }

    private static boolean open(Path sealed, PrivateKey key, X509CertificateHolder certificate, Path out) throws Exception {
        CMSAuthEnvelopedData message = new CMSAuthEnvelopedData(Files.readAllBytes(sealed));
        for (RecipientId id : recipientIds(certificate)) {
            for (RecipientInformation recipient : message.getRecipientInfos().getRecipients(id)) {
                // getContent reads to the end, and the end is where the tag is checked.
                byte[] content = recipient.getContent(unwrapping(recipient, key));
                Files.write(out, content);
                System.out.println("opened");
                return true;
            }
        }
        System.err.println("refused: no RecipientInfo for " + certificate.getSubject());
        return false;
    }

    private static boolean verify(Arguments given) throws Exception {
        byte[] signed = Files.readAllBytes(given.path(0));
        X509CertificateHolder certificate = certificate(given.path(1));
        CMSSignedData message = given.size() == 3
            ? new CMSSignedData(new CMSProcessableByteArray(Files.readAllBytes(given.path(2))), signed)
            : new CMSSignedData(signed);
        Collection<SignerInformation> signers = message.getSignerInfos().getSigners();
        if (signers.isEmpty()) {
            System.err.println("refused: no signer");
            return false;
        }
        for (SignerInformation signer : signers) {
            if (!signer.getSID().match(certificate)) {
                System.err.println("refused: signed by another certificate");
                return false;
            }
            if (!signer.verify(new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(certificate))) {
                System.err.println("refused: signature does not verify");
                return false;
            }
        }
        if (given.contentTo != null) {
            Files.write(Path.of(given.contentTo), (byte[]) message.getSignedContent().getContent());
        }
        System.out.println("verified");
        return true;
    }

    private static boolean seal(Arguments given) throws Exception {
        CMSAuthEnvelopedDataGenerator generator = new CMSAuthEnvelopedDataGenerator();
        for (String file : given.text(1).split(",")) {
            generator.addRecipientInfoGenerator(wrapping(certificate(Path.of(file))));
        }
        if (given.has("--attributes")) {
            generator.setAuthenticatedAttributeGenerator(new SimpleAttributeTableGenerator(authenticatedAttributes()));
        }
        OutputAEADEncryptor encryptor =
            (OutputAEADEncryptor) new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_GCM).setProvider("BC").build();
        CMSProcessableByteArray content = new CMSProcessableByteArray(Files.readAllBytes(given.path(0)));
        write(generator.generate(content, encryptor).toASN1Structure(), given, given.path(2));
        return true;
    }

    private static boolean sign(Arguments given) throws Exception {
        PrivateKey key = key(given.path(1));
        X509CertificateHolder certificate = certificate(given.path(2));
        JcaSimpleSignerInfoGeneratorBuilder signer = new JcaSimpleSignerInfoGeneratorBuilder().setProvider("BC");
        if (given.has("--cades")) {
            signer.setSignedAttributeGenerator(new DefaultSignedAttributeTableGenerator(signingCertificate(certificate)));
        }
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(signer.build(signatureName(certificate, given.has("--sha384")), key, certificate));
        generator.addCertificates(new CollectionStore<>(List.of(certificate)));
        CMSProcessableByteArray content = new CMSProcessableByteArray(Files.readAllBytes(given.path(0)));
        write(generator.generate(content, !given.has("--detached")).toASN1Structure(), given, given.path(3));
        return true;
    }

    /** BER here is what a streaming writer makes: indefinite lengths, the content in segments of 1000 octets. */
    private static void write(ContentInfo message, Arguments given, Path out) throws IOException {
        Files.write(out, message.getEncoded(given.has("--definite") ? ASN1Encoding.DER : ASN1Encoding.BER));
    }

    /** A message names its recipient by issuer and serial number or by subject key identifier; both are looked for. */
    private static List<RecipientId> recipientIds(X509CertificateHolder certificate) {
        List<RecipientId> ids = new ArrayList<>();
        ids.add(new KeyAgreeRecipientId(certificate.getIssuer(), certificate.getSerialNumber()));
        ids.add(new KeyTransRecipientId(certificate.getIssuer(), certificate.getSerialNumber()));
        Extension extension = certificate.getExtension(Extension.subjectKeyIdentifier);
        if (extension != null) {
            byte[] identifier = SubjectKeyIdentifier.getInstance(extension.getParsedValue()).getKeyIdentifier();
            ids.add(new KeyAgreeRecipientId(identifier));
            ids.add(new KeyTransRecipientId(identifier));
        }
        return ids;
    }

    private static Recipient unwrapping(RecipientInformation recipient, PrivateKey key) {
        return recipient.getRID() instanceof KeyAgreeRecipientId
            ? new KeyAgreeAuthEnvelopedRecipient(key).setProvider("BC")
            : new JceKeyTransAuthEnvelopedRecipient(key).setProvider("BC");
    }

    private static RecipientInfoGenerator wrapping(X509CertificateHolder holder) throws Exception {
        if (is(holder, EdECObjectIdentifiers.id_X25519)) {
            return new X25519RecipientInfoGenerator(holder);
        }
        X509Certificate certificate = new JcaX509CertificateConverter().setProvider("BC").getCertificate(holder);
        if (certificate.getPublicKey() instanceof ECPublicKey) {
            ECPublicKey recipient = (ECPublicKey) certificate.getPublicKey();
            KeyPairGenerator ephemeral = KeyPairGenerator.getInstance("EC", "BC");
            ephemeral.initialize(recipient.getParams());
            KeyPair pair = ephemeral.generateKeyPair();
            ASN1ObjectIdentifier agreement =
                orderBits(recipient) > 256 ? CMSAlgorithm.ECDH_SHA384KDF : CMSAlgorithm.ECDH_SHA256KDF;
            return new JceKeyAgreeRecipientInfoGenerator(agreement, pair.getPrivate(), pair.getPublic(), CMSAlgorithm.AES256_WRAP)
                .addRecipient(certificate)
                .setProvider("BC");
        }
        OAEPParameterSpec oaep =
            new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);
        return new JceKeyTransRecipientInfoGenerator(certificate,
            new JcaAlgorithmParametersConverter().getAlgorithmIdentifier(PKCSObjectIdentifiers.id_RSAES_OAEP, oaep))
            .setProvider("BC");
    }

    private static boolean is(X509CertificateHolder holder, ASN1ObjectIdentifier kind) {
        return holder.getSubjectPublicKeyInfo().getAlgorithm().getAlgorithm().equals(kind);
    }

    private static String signatureName(X509CertificateHolder holder, boolean sha384) throws Exception {
        if (is(holder, EdECObjectIdentifiers.id_Ed25519)) {
            return "Ed25519";
        }
        X509Certificate certificate = new JcaX509CertificateConverter().setProvider("BC").getCertificate(holder);
        if (certificate.getPublicKey() instanceof ECPublicKey) {
            boolean large = orderBits((ECPublicKey) certificate.getPublicKey()) > 256;
            return sha384 || large ? "SHA384withECDSA" : "SHA256withECDSA";
        }
        return sha384 ? "SHA384withRSAandMGF1" : "SHA256withRSAandMGF1";
    }

    private static int orderBits(ECPublicKey key) {
        return key.getParams().getOrder().bitLength();
    }

    private static AttributeTable authenticatedAttributes() {
        return new AttributeTable(new DERSet(
            new Attribute(CMSAttributes.contentType, new DERSet(CMSObjectIdentifiers.data))));
    }

    private static AttributeTable signingCertificate(X509CertificateHolder certificate) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        ASN1EncodableVector attributes = new ASN1EncodableVector();
        attributes.add(new Attribute(PKCSObjectIdentifiers.id_aa_signingCertificateV2,
            new DERSet(new SigningCertificateV2(new ESSCertIDv2(digest)))));
        return new AttributeTable(attributes);
    }

    private static PrivateKey key(Path pem) throws IOException {
        try (PEMParser parser = new PEMParser(new FileReader(pem.toFile()))) {
            return new JcaPEMKeyConverter().setProvider("BC").getPrivateKey((PrivateKeyInfo) parser.readObject());
        }
    }

    private static X509CertificateHolder certificate(Path pem) throws IOException {
        try (PEMParser parser = new PEMParser(new FileReader(pem.toFile()))) {
            return (X509CertificateHolder) parser.readObject();
        }
    }

    /** Bouncy Castle 1.72 has the key transport twin of this class (JceKeyTransAuthEnvelopedRecipient), but not this one. */
    private static final class KeyAgreeAuthEnvelopedRecipient extends JceKeyAgreeRecipient {
        private final PrivateKey key;

        KeyAgreeAuthEnvelopedRecipient(PrivateKey key) {
            super(key);
            this.key = key;
        }

        @Override
        protected Key extractSecretKey(AlgorithmIdentifier keyEncryption, AlgorithmIdentifier contentEncryption,
                SubjectPublicKeyInfo originator, ASN1OctetString userKeyingMaterial, byte[] encryptedKey) throws CMSException {
            if (!keyEncryption.getAlgorithm().equals(X25519Scheme.HKDF_SHA256)) {
                return super.extractSecretKey(keyEncryption, contentEncryption, originator, userKeyingMaterial, encryptedKey);
            }
            if (!X25519Scheme.WRAP.equals(AlgorithmIdentifier.getInstance(keyEncryption.getParameters()))) {
                throw new CMSException("key wrap is not AES-256 without parameters");
            }
            try {
                X25519PrivateKeyParameters own = (X25519PrivateKeyParameters) PrivateKeyFactory.createKey(key.getEncoded());
                X25519PublicKeyParameters other = (X25519PublicKeyParameters) PublicKeyFactory.createKey(originator);
                byte[] ukm = userKeyingMaterial == null ? null : userKeyingMaterial.getOctets();
                AESWrapEngine wrap = new AESWrapEngine();
                wrap.init(false, X25519Scheme.keyEncryptionKey(own, other, ukm));
                return new SecretKeySpec(wrap.unwrap(encryptedKey, 0, encryptedKey.length), "AES");
            } catch (IOException | InvalidCipherTextException failure) {
                throw new CMSException("X25519", failure);
            }
        }

        @Override
        public RecipientOperator getRecipientOperator(AlgorithmIdentifier keyEncryption, AlgorithmIdentifier contentEncryption,
                SubjectPublicKeyInfo originator, ASN1OctetString userKeyingMaterial, byte[] encryptedKey) throws CMSException {
            Key contentKey = extractSecretKey(keyEncryption, contentEncryption, originator, userKeyingMaterial, encryptedKey);
            if (!contentEncryption.getAlgorithm().equals(CMSAlgorithm.AES256_GCM)) {
                throw new CMSException("content encryption is not AES-256-GCM: " + contentEncryption.getAlgorithm());
            }
            GCMParameters parameters = GCMParameters.getInstance(contentEncryption.getParameters());
            try {
                Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", "BC");
                GCMParameterSpec spec = new GCMParameterSpec(8 * parameters.getIcvLen(), parameters.getNonce());
                cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(contentKey.getEncoded(), "AES"), spec);
                return new RecipientOperator(new ContentDecryptor(contentEncryption, cipher));
            } catch (GeneralSecurityException failure) {
                throw new CMSException("content cipher", failure);
            }
        }
    }

    /**
     * X25519 with HKDF-SHA-256 and AES-256 key wrap (RFC 8418). Bouncy Castle 1.72 has each part, but its key agreement
     * does not know the scheme; here the parts are put together.
     */
    private static final class X25519Scheme {
        static final ASN1ObjectIdentifier HKDF_SHA256 = new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.3.19");
        static final AlgorithmIdentifier WRAP = new AlgorithmIdentifier(CMSAlgorithm.AES256_WRAP);
        private static final int BITS = 256;

        static KeyParameter keyEncryptionKey(X25519PrivateKeyParameters own, X25519PublicKeyParameters other, byte[] ukm)
                throws IOException {
            X25519Agreement agreement = new X25519Agreement();
            agreement.init(own);
            byte[] secret = new byte[agreement.getAgreementSize()];
            agreement.calculateAgreement(other, secret, 0);
            byte[] info = new ECCCMSSharedInfo(WRAP, ukm, Pack.intToBigEndian(BITS)).getEncoded(ASN1Encoding.DER);
            HKDFBytesGenerator generator = new HKDFBytesGenerator(new SHA256Digest());
            generator.init(new HKDFParameters(secret, ukm, info));
            byte[] key = new byte[BITS / 8];
            generator.generateBytes(key, 0, key.length);
            return new KeyParameter(key);
        }
    }

    /** Makes a KeyAgreeRecipientInfo by {@link X25519Scheme}. */
    private static final class X25519RecipientInfoGenerator implements RecipientInfoGenerator {
        private final X509CertificateHolder holder;

        X25519RecipientInfoGenerator(X509CertificateHolder holder) {
            this.holder = holder;
        }

        @Override
        public RecipientInfo generate(GenericKey contentKey) throws CMSException {
            try {
                X25519PrivateKeyParameters ephemeral = new X25519PrivateKeyParameters(new SecureRandom());
                X25519PublicKeyParameters recipient =
                    (X25519PublicKeyParameters) PublicKeyFactory.createKey(holder.getSubjectPublicKeyInfo());
                AESWrapEngine wrap = new AESWrapEngine();
                wrap.init(true, X25519Scheme.keyEncryptionKey(ephemeral, recipient, null));
                Object key = contentKey.getRepresentation();
                byte[] octets = key instanceof Key ? ((Key) key).getEncoded() : (byte[]) key;
                byte[] wrapped = wrap.wrap(octets, 0, octets.length);
                OriginatorPublicKey originator = new OriginatorPublicKey(
                    new AlgorithmIdentifier(EdECObjectIdentifiers.id_X25519), ephemeral.generatePublicKey().getEncoded());
                RecipientEncryptedKey encrypted = new RecipientEncryptedKey(
                    new KeyAgreeRecipientIdentifier(new IssuerAndSerialNumber(holder.toASN1Structure())),
                    new DEROctetString(wrapped));
                return new RecipientInfo(new KeyAgreeRecipientInfo(new OriginatorIdentifierOrKey(originator), null,
                    new AlgorithmIdentifier(X25519Scheme.HKDF_SHA256, X25519Scheme.WRAP), new DERSequence(encrypted)));
            } catch (IOException failure) {
                throw new CMSException("X25519", failure);
            }
        }
    }

    /** Hands the authenticated attributes and then the content, its tag appended, to one cipher. */
    private static final class ContentDecryptor implements InputAEADDecryptor {
        private final AlgorithmIdentifier algorithm;
        private final Cipher cipher;

        ContentDecryptor(AlgorithmIdentifier algorithm, Cipher cipher) {
            this.algorithm = algorithm;
            this.cipher = cipher;
        }

        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return algorithm;
        }

        @Override
        public InputStream getInputStream(InputStream encrypted) {
            return new CipherInputStream(encrypted, cipher);
        }

        @Override
        public OutputStream getAADStream() {
            return new OutputStream() {
                @Override
                public void write(int octet) {
                    cipher.updateAAD(new byte[] {(byte) octet});
                }

                @Override
                public void write(byte[] octets, int from, int length) {
                    cipher.updateAAD(octets, from, length);
                }
            };
        }

        @Override
        public byte[] getMAC() {
            throw new IllegalStateException("the tag is checked by the cipher");
        }
    }

    private static final class Usage extends Exception {}

    /** Options begin with two hyphens and may stand anywhere; one takes a value. */
    private static final class Arguments {
        private static final Set<String> FLAGS = Set.of("--definite", "--attributes", "--detached", "--cades", "--sha384");
        private final List<String> positional = new ArrayList<>();
        private final Set<String> flags = new HashSet<>();
        private String contentTo;

        Arguments(List<String> args) throws Usage {
            for (int i = 0; i < args.size(); i++) {
                String arg = args.get(i);
                if (arg.equals("--content-to") && i + 1 < args.size()) {
                    contentTo = args.get(++i);
                } else if (FLAGS.contains(arg)) {
                    flags.add(arg);
                } else if (arg.startsWith("--")) {
                    throw new Usage();
                } else {
                    positional.add(arg);
                }
            }
        }

        void expect(int least, int most) throws Usage {
            if (positional.size() < least || positional.size() > most) {
                throw new Usage();
            }
        }

        int size() {
            return positional.size();
        }

        String text(int index) {
            return positional.get(index);
        }

        Path path(int index) {
            return Path.of(positional.get(index));
        }

        boolean has(String flag) {
            return flags.contains(flag);
        }
    }
}
