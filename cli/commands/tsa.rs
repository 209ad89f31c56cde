//! `fuin tsa`: which timestamp authorities are asked.

use fuin::Error;
use fuin::home::ServiceSettings;
use serde_json::json;

use super::Session;
use crate::args::TsaVerb;
use crate::terminal::escape;

pub(crate) fn run(session: &Session, verb: &TsaVerb) -> Result<(), Error> {
    let home = session.home()?;
    let mut settings = home.services()?;
    match verb {
        TsaVerb::Set { urls, allow, disallow } => {
            // What is not spoken of stays as it is.
            if !urls.is_empty() {
                settings.timestamp_authorities.clone_from(urls);
            }
            let hosts = &mut settings.allowed_hosts;
            hosts.retain(|host| !allow.contains(host) && !disallow.contains(host));
            hosts.extend(allow.iter().cloned());
            home.set_services(&settings)?;
        }
        TsaVerb::Remove => {
            settings.timestamp_authorities.clear();
            home.set_services(&settings)?;
        }
        TsaVerb::List => {}
    }
    show(session, &settings);
    Ok(())
}

fn show(session: &Session, settings: &ServiceSettings) {
    let messages = session.talk.messages();
    let line = |key: &str, value: &String| escape(&messages.text(key, &[("value", value)]));
    let mut lines: Vec<String> = settings.timestamp_authorities.iter().map(|url| line("tsa-authority", url)).collect();
    if lines.is_empty() {
        lines.push(messages.text("tsa-none", &[]));
    }
    lines.extend(settings.allowed_hosts.iter().map(|host| line("tsa-allowed", host)));
    let json = json!({
        "timestamp_authorities": settings.timestamp_authorities,
        "allowed_hosts": settings.allowed_hosts,
    });
    session.talk.result(&lines.join("\n"), &json);
}
