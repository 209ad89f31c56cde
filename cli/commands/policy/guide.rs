//! `fuin policy guide`: the one page that employees need, from the policies in force.

use fuin::Error;
use fuin::guide::key_choices;
use fuin::publisher::{Access, publish_bytes};
use serde_json::json;

use super::super::Session;
use super::super::alone::Judging;
use crate::args::PolicyGuideArgs;
use crate::report::guide::{Guide, html};
use crate::target;

pub(super) fn run(session: &Session, args: &PolicyGuideArgs) -> Result<(), Error> {
    let Judging { context, uninstalled } = session.judging(&args.alone)?;
    let keys = key_choices(&context.policies, context.now);
    let agency = session.home().and_then(|home| home.profile()).ok().map(|profile| profile.agency);
    let messages = session.talk.messages();
    let guide = Guide {
        policies: &context.policies,
        keys: &keys,
        agency: agency.as_deref(),
        uninstalled: uninstalled.as_deref(),
        today: fuin::authority::day(context.now),
        messages,
    };
    let Some(path) = &args.html else {
        session.talk.result(&guide.text(), &guide.json());
        return Ok(());
    };
    target::check_no_label(path)?;
    publish_bytes(path, html::page(&guide).as_bytes(), target::overwrite(args.overwrite), Access::Ordinary)?;
    let said = messages.text("guide-wrote", &[("file", &path.display().to_string())]);
    session.talk.result(&said, &json!({ "verb": "policy guide", "file": path.display().to_string() }));
    Ok(())
}
