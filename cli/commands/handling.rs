//! What verbs tell the policy about handling: what the user states, where the result goes, who the readers are.

use fuin::circumstances::{Circumstances, StatedPermission};
use fuin::label::{Label, Parameter};
use fuin::policy::Acknowledged;
use fuin::policy::Place;
use fuin::{Context, Error, Home, dispose, places, publisher, readers};

use crate::args::{HandlingOptions, PermissionOptions};
use crate::ask::Answers;
use crate::target::{self, Target};

/// The circumstances that the arguments state; where the result goes is added for each file.
pub(crate) fn stated(context: &Context, options: &HandlingOptions) -> Result<Circumstances, Error> {
    let acknowledged = if options.acknowledge { Acknowledged::Yes } else { Acknowledged::No };
    Ok(Circumstances { acknowledged, ..permitted(context, &options.permission)? })
}

/// The same for a run whose questions were answered: the confirmation shows every restriction with what it asks, and
/// nothing is written without a yes to it.
pub(crate) fn confirmed(stated: Circumstances, answers: &Answers) -> Circumstances {
    let acknowledged = if answers.are_to_be_confirmed() { Acknowledged::Yes } else { stated.acknowledged };
    Circumstances { acknowledged, ..stated }
}

/// The circumstances with the permissions that the arguments name.
pub(crate) fn permitted(context: &Context, options: &PermissionOptions) -> Result<Circumstances, Error> {
    let vocabulary = context.policies.vocabulary();
    let parse = |text: &String| StatedPermission::parse(text, vocabulary);
    let permissions = options.permission.iter().map(parse).collect::<Result<_, _>>()?;
    Ok(Circumstances { permissions, ..Circumstances::default() })
}

/// Where a target lies, as far as that can be told: where stdout goes cannot.
pub(crate) fn places_of(target: &Target) -> Vec<Place> {
    match target {
        Target::File(path) => places::of_directory(publisher::parent(path)),
        Target::Stdout => Vec::new(),
    }
}

/// The folder where a result is drafted.
pub(crate) fn directory_of(target: &Target) -> std::path::PathBuf {
    match target {
        Target::File(path) => publisher::parent(path).to_owned(),
        Target::Stdout => std::env::temp_dir(),
    }
}

/// The label with the members of its groups; the address book is read when one has none yet.
pub(crate) fn with_members(label: Label, context: &Context, home: &Home) -> Result<Label, Error> {
    let nameless = |parameter: &Parameter| matches!(parameter, Parameter::Group { members, .. } if members.is_empty());
    let needed = label.restrictions.iter().filter_map(|restriction| restriction.parameter.as_ref()).any(nameless);
    if needed { readers::with_members(label, context, &home.recipients()?) } else { Ok(label) }
}

/// Refuses to replace a labelled file that must still be kept.
pub(crate) fn check_replaced(
    target: &Target,
    overwrite: bool,
    context: &Context,
    circumstances: &Circumstances,
) -> Result<(), Error> {
    match target {
        Target::File(path) => dispose::permit_replacing(path, target::overwrite(overwrite), context, circumstances),
        Target::Stdout => Ok(()),
    }
}
