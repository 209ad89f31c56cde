//! Reading: limits first, then the tree, then the label.

use jiff::Timestamp;
use roxmltree::{Document, Node, ParsingOptions};

use super::{
    Category, CategoryType, ConfidentialityLabel, ID_TYPES, Kind, MAX_ATTRIBUTES, MAX_CATEGORIES, MAX_DEPTH,
    MAX_DOCUMENT, MAX_NAMESPACES, MAX_NODES, MAX_VALUES, NAMESPACE, OriginatorId, Succession,
};
use crate::check_text;
use crate::error::{Error, excerpt};

const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

pub(super) fn document(document: &[u8]) -> Result<ConfidentialityLabel, Error> {
    let text = checked(document)?;
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let tree = Document::parse_with_options(text, options).map_err(|error| malformed(&error))?;
    check_tree(&tree)?;
    let root = tree.root_element();
    let kind = Kind::ALL.iter().find(|(_, name)| root.has_tag_name((NAMESPACE, *name)));
    let (kind, _) = kind.ok_or_else(|| Error::NotALabel { root: element_name(&root) })?;
    label(&root, *kind, Part::Whole)
}

/// What the parser does not bound by itself: its search for duplicate attributes is quadratic in them, and what it keeps of
/// namespaces is the product of declarations and elements.
fn checked(document: &[u8]) -> Result<&str, Error> {
    //= spec/label.md#other-formats
    //# An XML label over 1 MiB, or nested deeper than 16 elements, MUST be refused.
    if document.len() > MAX_DOCUMENT {
        return Err(Error::Limit { what: "octets of the XML document", limit: MAX_DOCUMENT });
    }
    let text = std::str::from_utf8(document).map_err(|_| Error::NotWellFormed { line: 1, column: 1 })?;
    //= spec/label.md#other-formats
    //# An XML label with a document type declaration or an entity reference of its own MUST be refused.
    if text.contains("<!DOCTYPE") {
        return Err(Error::DocumentType);
    }
    if text.bytes().filter(|&b| b == b'=').count() > MAX_ATTRIBUTES {
        return Err(Error::Limit { what: "attributes of the XML document", limit: MAX_ATTRIBUTES });
    }
    if text.matches("xmlns").count() > MAX_NAMESPACES {
        return Err(Error::Limit { what: "namespaces of the XML document", limit: MAX_NAMESPACES });
    }
    Ok(text)
}

fn malformed(error: &roxmltree::Error) -> Error {
    let (line, column) = (error.pos().row, error.pos().col);
    match error {
        roxmltree::Error::DtdDetected => Error::DocumentType,
        roxmltree::Error::NodesLimitReached => {
            Error::Limit { what: "nodes of the XML document", limit: usize::try_from(MAX_NODES).unwrap_or(usize::MAX) }
        }
        roxmltree::Error::UnknownEntityReference(..)
        | roxmltree::Error::MalformedEntityReference(_)
        | roxmltree::Error::EntityReferenceLoop(_) => Error::Entity { line, column },
        _ => Error::NotWellFormed { line, column },
    }
}

/// Depth, and processing instructions, which are for other programs than this one.
fn check_tree(tree: &Document<'_>) -> Result<(), Error> {
    for node in tree.descendants() {
        if node.is_pi() {
            return Err(Error::Unexpected { what: "a processing instruction".into(), place: "the XML document" });
        }
    }
    // Down and up again along the tree: nothing recurses, and no node is looked at more than twice.
    let (mut node, mut depth) = (tree.root_element(), 1usize);
    loop {
        if depth > MAX_DEPTH {
            return Err(Error::Limit { what: "depth of the XML document", limit: MAX_DEPTH });
        }
        if let Some(child) = node.first_element_child() {
            (node, depth) = (child, depth.saturating_add(1));
            continue;
        }
        loop {
            if let Some(sibling) = node.next_sibling_element() {
                node = sibling;
                break;
            }
            match node.parent_element() {
                Some(parent) => (node, depth) = (parent, depth.saturating_sub(1)),
                None => return Ok(()),
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Whole,
    Successor,
}

/// A label's element: the root, or the successor in it.
fn label(node: &Node<'_, '_>, kind: Kind, part: Part) -> Result<ConfidentialityLabel, Error> {
    let place = "the label";
    let review = attributes(node, &["Id", "ReviewDateTime"], place)?;
    let mut children = Children::of(node, place)?;
    let information = children.need("ConfidentialityInformation")?;
    let originator = children.next_if("OriginatorID").map(|it| originator(&it)).transpose()?;
    let created = children.next_if("CreationDateTime").map(|it| instant(&leaf(&it, &[])?)).transpose()?;
    let succession = match children.next_if("SuccessionHandling") {
        Some(node) if part == Part::Whole => Some(succession(&node, kind)?),
        Some(node) => return Err(unexpected(&node, "a successor")),
        None => None,
    };
    children.finish()?;
    let review = review.attribute("ReviewDateTime").map(|text| instant(text.trim())).transpose()?;
    let label = information_of(&information, kind)?;
    Ok(ConfidentialityLabel { originator, created, review, succession, ..label })
}

fn information_of(node: &Node<'_, '_>, kind: Kind) -> Result<ConfidentialityLabel, Error> {
    let place = "ConfidentialityInformation";
    attributes(node, &[], place)?;
    let mut children = Children::of(node, place)?;
    let policy = children.need("PolicyIdentifier")?;
    let policy_uri = match (policy.attribute("URI"), policy.attribute("URL")) {
        (Some(_), Some(_)) => return Err(Error::Twice { what: "URI".into() }),
        (uri, url) => uri.or(url).map(|text| checked_text(text, "the URI of the policy")).transpose()?,
    };
    let policy = token(&leaf(&policy, &["URI", "URL"])?, "the policy identifier")?;
    let classification = token(&leaf(&children.need("Classification")?, &[])?, "the classification")?;
    let mark = children.next_if("PrivacyMark").map(|it| leaf(&it, &[])).transpose()?;
    let privacy_mark = mark.map(|text| checked_text(&text, "the privacy mark")).transpose()?;
    let mut categories = Vec::new();
    while let Some(node) = children.next_if("Category") {
        if categories.len() >= MAX_CATEGORIES {
            return Err(Error::Limit { what: "categories of the label", limit: MAX_CATEGORIES });
        }
        categories.push(category(&node)?);
    }
    children.finish()?;
    Ok(ConfidentialityLabel {
        kind,
        policy,
        policy_uri,
        classification,
        privacy_mark,
        categories,
        originator: None,
        created: None,
        review: None,
        succession: None,
    })
}

fn category(node: &Node<'_, '_>) -> Result<Category, Error> {
    let place = "Category";
    attributes(node, &["Type", "TagName", "URI"], place)?;
    let stated = node.attribute("Type").ok_or(Error::Missing { what: "the type of a category" })?;
    let found = CategoryType::ALL.iter().find(|(_, name)| *name == stated);
    let (category_type, _) = found.ok_or(Error::Value { what: "the type of a category" })?;
    let tag = node.attribute("TagName").ok_or(Error::Missing { what: "the tag name of a category" })?;
    let uri = node.attribute("URI").map(|text| checked_text(text, "the URI of a category")).transpose()?;
    let mut children = Children::of(node, place)?;
    let mut values = Vec::new();
    while let Some(node) = children.next_if("GenericValue") {
        if values.len() >= MAX_VALUES {
            return Err(Error::Limit { what: "values of a category", limit: MAX_VALUES });
        }
        values.push(checked_text(&leaf(&node, &[])?, "a value of a category")?);
    }
    children.finish()?;
    let tag = checked_text(tag, "the tag name of a category")?;
    Ok(Category { category_type: *category_type, tag, uri, values })
}

fn originator(node: &Node<'_, '_>) -> Result<OriginatorId, Error> {
    let name = checked_text(&leaf(node, &["IDType"])?, "the originator")?;
    let id_type = node.attribute("IDType").ok_or(Error::Missing { what: "the type of the originator's name" })?;
    if !ID_TYPES.contains(&id_type) {
        return Err(Error::Value { what: "the type of the originator's name" });
    }
    Ok(OriginatorId { id_type: id_type.to_owned(), name })
}

fn succession(node: &Node<'_, '_>, kind: Kind) -> Result<Succession, Error> {
    let place = "SuccessionHandling";
    attributes(node, &[], place)?;
    let mut children = Children::of(node, place)?;
    let at = instant(&leaf(&children.need("SuccessionDateTime")?, &[])?)?;
    let successor = children.need("SuccessorConfidentialityLabel")?;
    children.finish()?;
    Ok(Succession { at, successor: Box::new(label(&successor, kind, Part::Successor)?) })
}

/// The child elements of a node, all of the label's namespace, with nothing but blanks and comments between them.
struct Children<'a, 'input> {
    rest: std::iter::Peekable<std::vec::IntoIter<Node<'a, 'input>>>,
    place: &'static str,
}

impl<'a, 'input> Children<'a, 'input> {
    fn of(node: &Node<'a, 'input>, place: &'static str) -> Result<Self, Error> {
        let mut elements = Vec::new();
        for child in node.children() {
            let blank = |text: &str| text.chars().all(|c| matches!(c, ' ' | '\t' | '\r' | '\n'));
            if child.is_element() {
                elements.push(child);
            } else if child.is_text() && !child.text().is_some_and(blank) {
                return Err(Error::Unexpected { what: excerpt(child.text().unwrap_or_default()), place });
            }
        }
        Ok(Self { rest: elements.into_iter().peekable(), place })
    }

    fn next_if(&mut self, name: &str) -> Option<Node<'a, 'input>> {
        self.rest.next_if(|node| node.has_tag_name((NAMESPACE, name)))
    }

    fn need(&mut self, name: &'static str) -> Result<Node<'a, 'input>, Error> {
        self.next_if(name).ok_or(Error::Missing { what: name })
    }

    fn finish(mut self) -> Result<(), Error> {
        //= spec/label.md#other-formats
        //# An XML label with an element or attribute that the syntax does not have MUST be refused.
        self.rest.next().map_or(Ok(()), |node| Err(unexpected(&node, self.place)))
    }
}

/// The text of an element that holds text alone. A comment inside would hide part of it from one reader or another.
fn leaf(node: &Node<'_, '_>, allowed: &[&str]) -> Result<String, Error> {
    attributes(node, allowed, "an element with text")?;
    let mut children = node.children();
    match (children.next(), children.next()) {
        (None, _) => Ok(String::new()),
        (Some(only), None) if only.is_text() => Ok(only.text().unwrap_or_default().to_owned()),
        _ => Err(unexpected(node, "an element with text")),
    }
}

/// Refuses attributes without a namespace that are not among these. Those of other namespaces may stand at a label's
/// element alone, where the schema allows them; they say nothing about it.
fn attributes<'n, 'a, 'input>(
    node: &'n Node<'a, 'input>,
    allowed: &[&str],
    place: &'static str,
) -> Result<&'n Node<'a, 'input>, Error> {
    for attribute in node.attributes() {
        let known = match attribute.namespace() {
            None => allowed.contains(&attribute.name()),
            Some(namespace) => allowed.contains(&"Id") || namespace == XSI,
        };
        if !known {
            return Err(Error::Unexpected { what: excerpt(attribute.name()), place });
        }
    }
    Ok(node)
}

fn unexpected(node: &Node<'_, '_>, place: &'static str) -> Error {
    Error::Unexpected { what: element_name(node), place }
}

fn element_name(node: &Node<'_, '_>) -> String {
    let name = node.tag_name();
    excerpt(
        &name.namespace().map_or_else(|| name.name().to_owned(), |namespace| format!("{{{namespace}}}{}", name.name())),
    )
}

/// An xs:token: blanks collapse.
fn token(text: &str, what: &'static str) -> Result<String, Error> {
    checked_text(&text.split_ascii_whitespace().collect::<Vec<_>>().join(" "), what)
}

fn checked_text(text: &str, what: &'static str) -> Result<String, Error> {
    check_text(text, what)?;
    Ok(text.to_owned())
}

/// An xs:dateTime; one without a time zone names no instant.
fn instant(text: &str) -> Result<Timestamp, Error> {
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    let plain = text.len() <= 64 && text.bytes().all(|b| b.is_ascii_digit() || b"TZ:.+-".contains(&b));
    let parsed = if plain && text.contains('T') { text.parse().ok() } else { None };
    parsed.ok_or(Error::Value { what: "a date and time" })
}
