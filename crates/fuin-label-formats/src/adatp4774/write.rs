//! Writing: every text is checked and escaped.

use std::fmt::Write;

use super::{
    CategoryType, ConfidentialityLabel, ID_TYPES, Kind, MAX_CATEGORIES, MAX_DOCUMENT, MAX_VALUES, NAMESPACE, Succession,
};
use crate::check_text;
use crate::error::Error;

pub(super) fn document(label: &ConfidentialityLabel) -> Result<String, Error> {
    let root = name_of(&Kind::ALL, &label.kind);
    let mut out = Out { text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned() };
    out.label(root, &[("xmlns", Some(NAMESPACE))], label)?;
    if out.text.len() > MAX_DOCUMENT {
        return Err(Error::Limit { what: "octets of the XML document", limit: MAX_DOCUMENT });
    }
    Ok(out.text)
}

fn name_of<T: PartialEq>(names: &[(T, &'static str)], value: &T) -> &'static str {
    names.iter().find(|(known, _)| known == value).map_or("", |(_, name)| name)
}

struct Out {
    text: String,
}

impl Out {
    fn label(
        &mut self,
        element: &str,
        more: &[(&str, Option<&str>)],
        label: &ConfidentialityLabel,
    ) -> Result<(), Error> {
        let created = label.created.ok_or(Error::Missing { what: "CreationDateTime" })?;
        let review = label.review.map(|at| at.to_string());
        let attributes = [more, &[("ReviewDateTime", review.as_deref())]].concat();
        self.open(element, &attributes)?;
        self.information(label)?;
        if let Some(originator) = &label.originator {
            if !ID_TYPES.contains(&originator.id_type.as_str()) {
                return Err(Error::Value { what: "the type of the originator's name" });
            }
            let id_type = [("IDType", Some(originator.id_type.as_str()))];
            self.leaf("OriginatorID", &id_type, &originator.name, "the originator")?;
        }
        self.leaf("CreationDateTime", &[], &created.to_string(), "the time of creation")?;
        match &label.succession {
            Some(succession) => self.succession(succession)?,
            //= spec/label.md#other-formats
            //# An XML label that is written MUST have a CreationDateTime and, without a succession, a ReviewDateTime.
            None if label.review.is_none() => return Err(Error::Missing { what: "ReviewDateTime" }),
            None => {}
        }
        self.close(element);
        Ok(())
    }

    fn information(&mut self, label: &ConfidentialityLabel) -> Result<(), Error> {
        let token = |text: &str, what| {
            let collapsed = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
            if collapsed == text { Ok(()) } else { Err(Error::Text { what }) }
        };
        token(&label.policy, "the policy identifier")?;
        token(&label.classification, "the classification")?;
        self.open("ConfidentialityInformation", &[])?;
        let uri = [("URI", label.policy_uri.as_deref())];
        self.leaf("PolicyIdentifier", &uri, &label.policy, "the policy identifier")?;
        self.leaf("Classification", &[], &label.classification, "the classification")?;
        if let Some(mark) = &label.privacy_mark {
            self.leaf("PrivacyMark", &[], mark, "the privacy mark")?;
        }
        if label.categories.len() > MAX_CATEGORIES {
            return Err(Error::Limit { what: "categories of the label", limit: MAX_CATEGORIES });
        }
        for category in &label.categories {
            if category.values.len() > MAX_VALUES {
                return Err(Error::Limit { what: "values of a category", limit: MAX_VALUES });
            }
            let category_type = name_of(&CategoryType::ALL, &category.category_type);
            let attributes = [
                ("Type", Some(category_type)),
                ("TagName", Some(category.tag.as_str())),
                ("URI", category.uri.as_deref()),
            ];
            self.open("Category", &attributes)?;
            for value in &category.values {
                self.leaf("GenericValue", &[], value, "a value of a category")?;
            }
            self.close("Category");
        }
        self.close("ConfidentialityInformation");
        Ok(())
    }

    fn succession(&mut self, succession: &Succession) -> Result<(), Error> {
        self.open("SuccessionHandling", &[])?;
        self.leaf("SuccessionDateTime", &[], &succession.at.to_string(), "the time of succession")?;
        let successor = &succession.successor;
        if successor.succession.is_some() {
            return Err(Error::Unexpected { what: "SuccessionHandling".into(), place: "a successor" });
        }
        self.label("SuccessorConfidentialityLabel", &[], successor)?;
        self.close("SuccessionHandling");
        Ok(())
    }

    fn open(&mut self, element: &str, attributes: &[(&str, Option<&str>)]) -> Result<(), Error> {
        self.start(element, attributes)?;
        self.text.push_str(">\n");
        Ok(())
    }

    fn close(&mut self, element: &str) {
        self.text.push_str("</");
        self.text.push_str(element);
        self.text.push_str(">\n");
    }

    fn leaf(
        &mut self,
        element: &str,
        attributes: &[(&str, Option<&str>)],
        text: &str,
        what: &'static str,
    ) -> Result<(), Error> {
        check_text(text, what)?;
        self.start(element, attributes)?;
        self.text.push('>');
        self.escaped(text);
        self.close(element);
        Ok(())
    }

    fn start(&mut self, element: &str, attributes: &[(&str, Option<&str>)]) -> Result<(), Error> {
        self.text.push('<');
        self.text.push_str(element);
        for (name, value) in attributes {
            let Some(value) = value else { continue };
            check_text(value, "an attribute")?;
            self.text.push(' ');
            self.text.push_str(name);
            self.text.push_str("=\"");
            self.escaped(value);
            self.text.push('"');
        }
        Ok(())
    }

    /// Escapes what has a meaning in XML; `check_text` has refused what XML has no characters for.
    fn escaped(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '"' => self.text.push_str("&quot;"),
                // The reader's limit on attributes counts equals signs.
                '=' => {
                    let _infallible = write!(self.text, "&#{};", u32::from(c));
                }
                _ => self.text.push(c),
            }
        }
    }
}
