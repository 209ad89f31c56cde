//! `fuin inspect`: what a file claims, and what the policy would say of it.

use std::io::{Cursor, Read, Seek};
use std::path::Path;

use fuin::explain::explain_message;
use fuin::home::KeyEntry;
use fuin::inspect::{Claims, Kind, inspect};
use fuin::{Context, Error};

use super::alone::Judging;
use super::open::open_message;
use super::policy::explain::own_keys;
use super::{Session, bundle};
use crate::args::InspectArgs;
use crate::exit;
use crate::report::bundle::Contents;
use crate::report::{self, explain::About};

pub(crate) fn run(session: &Session, args: &InspectArgs) -> Result<u8, Error> {
    let judging = session.judging(&args.alone)?;
    let keys = if args.check { Some(own_keys(session)?) } else { None };
    Ok(session.each(&args.files, |file| match &keys {
        Some(keys) => check_one(session, &judging, keys, file),
        None => inspect_one(session, &judging.context, file).map(|()| 0),
    }))
}

fn inspect_one(session: &Session, context: &Context, file: &Path) -> Result<(), Error> {
    let (mut input, contents) = claiming(session, file)?;
    let claims = claims(context, &mut input, contents.as_ref())?;
    let vocabulary = context.policies.vocabulary();
    let report = report::inspect::Report { file, claims: &claims, contents: contents.as_ref(), vocabulary };
    session.talk.result(&report.text(session.talk.language), &report.json());
    Ok(())
}

/// A message, or the signature in a bundle with what else is in that.
fn claiming(session: &Session, file: &Path) -> Result<(Box<dyn Message>, Option<Contents>), Error> {
    if !bundle::is_bundle_file(file)? {
        return Ok((Box::new(open_message(file)?.0), None));
    }
    let bundle = bundle::open_bundle(session, file)?;
    let policies = bundle.policies().iter().map(|policy| policy.name.clone()).collect();
    let (document, others) = (bundle.name().to_owned(), bundle.others().to_vec());
    let contents = Contents { document, octets: bundle.content_len(), policies, others };
    Ok((Box::new(Cursor::new(bundle.signature().to_vec())), Some(contents)))
}

/// What is read from its beginning more than once.
trait Message: Read + Seek {}
impl<T: Read + Seek> Message for T {}

fn claims(context: &Context, input: &mut dyn Message, contents: Option<&Contents>) -> Result<Claims, Error> {
    let mut claims = inspect(context, input)?;
    if let Some(contents) = contents {
        claims.kind = Kind::Bundled;
        claims.content_len = Some(contents.octets);
    }
    Ok(claims)
}

/// The claims, and what the policy would say of them; its exit code when it would refuse.
fn check_one(session: &Session, judging: &Judging, keys: &[KeyEntry], file: &Path) -> Result<u8, Error> {
    let context = &judging.context;
    let (mut input, contents) = claiming(session, file)?;
    let claims = claims(context, &mut input, contents.as_ref())?;
    input.rewind().map_err(Error::Stream)?;
    let (explanation, judged) = explain_message(context, keys, &mut input)?;
    let vocabulary = context.policies.vocabulary();
    let claimed = report::inspect::Report { file, claims: &claims, contents: contents.as_ref(), vocabulary };
    let check = report::explain::Report {
        explanation: &explanation,
        about: About::Claims { judged },
        policies: &context.policies,
        uninstalled: judging.uninstalled.as_deref(),
    };
    let text = format!("{}\n{}", claimed.text(session.talk.language), check.text(session.talk.messages()));
    let mut json = claimed.json();
    report::open::merge(&mut json, serde_json::json!({ "check": check.json() }));
    session.talk.result(&text, &json);
    Ok(explanation.decision.map_or_else(|refusal| exit::code(Error::from(refusal).outcome()), |_| 0))
}
