//! For whom: one recipient after another, found in the address book by name, mail address or organisation.

use fuin::Error;
use fuin::home::RecipientEntry;
use fuin::remembered::Remembered;
use jiff::Timestamp;

use super::prompt::{Choice, ChoiceKind};
use super::{Dialogue, Stop};
use crate::terminal::escape;

/// What can be answered to "for whom".
enum Answer {
    /// This recipient of the address book.
    Recipient(usize),
    /// The recipients of the last time.
    AsLast,
    /// No more.
    Done,
}

/// Adds a recipient, unless its certificate is among them already.
pub(super) fn add(recipients: &mut Vec<RecipientEntry>, entry: RecipientEntry) {
    if !recipients.iter().any(|known| known.certificate.der() == entry.certificate.der()) {
        recipients.push(entry);
    }
}

/// A recipient as people know it: organisation, name and mail address as certified, then the short name.
pub(super) fn description(entry: &RecipientEntry) -> String {
    let subject = entry.certificate.subject();
    let names: Vec<&str> = subject.organization().into_iter().chain(subject.common_name()).collect();
    let mut text = if names.is_empty() { subject.to_string() } else { names.join(" / ") };
    for mail in entry.certificate.emails() {
        text.push_str(&format!(" <{mail}>"));
    }
    escape(&format!("{text}  [{}]", entry.name))
}

impl Dialogue {
    /// Asks for recipients, at least one of them, until there are no more.
    pub(super) fn ask_recipients(
        &self,
        book: Vec<RecipientEntry>,
        last: &Remembered,
        now: Timestamp,
    ) -> Result<Vec<RecipientEntry>, Stop> {
        if book.is_empty() {
            return Err(Error::usage("ask-address-book-empty", &[]).into());
        }
        let as_last: Vec<&RecipientEntry> = book.iter().filter(|entry| last.recipients.contains(&entry.name)).collect();
        let mut recipients: Vec<RecipientEntry> = Vec::new();
        loop {
            let mut choices = Vec::new();
            if !recipients.is_empty() {
                choices.push(aside(self.word("ask-recipients-done"), Answer::Done));
            } else if !as_last.is_empty() {
                let names: Vec<String> = as_last.iter().map(|entry| description(entry)).collect();
                let text = self.messages.text("ask-recipients-as-last", &[("recipients", &names.join(", "))]);
                choices.push(aside(text, Answer::AsLast));
            }
            choices.extend(book.iter().enumerate().filter(|(_, entry)| !is_among(entry, &recipients)).map(
                |(number, entry)| {
                    let mut text = description(entry);
                    if entry.certificate.not_after() < now {
                        text.push_str(&self.word("ask-recipient-expired"));
                    }
                    Choice::entry(text, Answer::Recipient(number))
                },
            ));
            let question = if recipients.is_empty() { "ask-recipients" } else { "ask-recipients-more" };
            match self.choose(&self.word(question), choices, 0)? {
                Answer::Done => return Ok(recipients),
                Answer::AsLast => as_last.iter().for_each(|entry| add(&mut recipients, (*entry).clone())),
                Answer::Recipient(number) => {
                    book.get(number).into_iter().for_each(|entry| add(&mut recipients, entry.clone()));
                }
            }
            if book.iter().all(|entry| is_among(entry, &recipients)) {
                return Ok(recipients);
            }
        }
    }
}

const fn aside(text: String, value: Answer) -> Choice<Answer> {
    Choice { text, value, kind: ChoiceKind::Aside }
}

fn is_among(entry: &RecipientEntry, recipients: &[RecipientEntry]) -> bool {
    recipients.iter().any(|known| known.certificate.der() == entry.certificate.der())
}
