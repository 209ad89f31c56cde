//! RecipientInfos (RFC 5652, 6.2): how the CEK reaches each recipient.
