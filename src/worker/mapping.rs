//! What the person decides about columns and the sheet as a whole, and how it shows: wire types on one side, the session on the
//! other.

use importer_core::{self as core, MappingError, Part as CorePart, Session, Unfit};

use super::refused;
use crate::protocol::{Column, DateOrder, Failure, Feed, FieldJoin, Join, Overview, Part, Request};

/// Carries out a decision about the sheet as a whole. What of a mapping had no place here is given back.
///
/// # Errors
/// `choice.refused`, `mapping.unreadable`, `mapping.newer`, `mapping.other_file`; nothing changes.
pub(super) fn decide(session: &mut Session, request: Request) -> Result<Unfit, Failure> {
    match request {
        Request::SetHeader(row) => session.set_header_row(row).map_err(refused)?,
        Request::SetTarget { column, target } => {
            let target = target.map(|target| target.parse()).transpose();
            session.set_target(column, target.map_err(refused::<core::UnknownTarget>)?).map_err(refused)?;
        }
        Request::SetMessenger { from, to } => {
            session.move_group(from.as_deref(), to.as_deref()).map_err(refused)?;
        }
        Request::SetIncludeHidden(include) => session.set_include_hidden(include),
        Request::SetFeeds { column, feeds } => {
            let feeds = feeds.into_iter().map(core_feed).collect::<Result<_, _>>()?;
            session.set_feeds(column, feeds).map_err(refused)?;
        }
        Request::SetJoin { field, join } => session.set_join(&field, core_join(join)).map_err(refused)?,
        Request::SetDateOrder { column, order } => {
            let order =
                order.map(|order| order.parse()).transpose().map_err(refused::<core::UnknownOrder>)?;
            session.set_date_order(column, order).map_err(refused)?;
        }
        Request::SetCountry(country) => {
            let country = country.map(|country| country.parse()).transpose();
            session.set_country(country.map_err(refused::<core::UnknownCountry>)?);
        }
        Request::SetMapping(json) => {
            return session.take_over_mapping(&json).map_err(|error| failure(&error));
        }
        _ => return Err(Failure::new("request.unknown")),
    }
    Ok(Unfit::default())
}

/// Adds what is known of the mapping to an overview whose columns are there already.
pub(super) fn describe(session: &Session, overview: &mut Overview) {
    let mapping = session.mapping();
    overview.preset = mapping.preset().map(str::to_owned);
    overview.header_key = mapping.header_key().to_owned();
    overview.mapping = mapping.save();
    let joined = mapping.joined().into_iter();
    overview.joins = joined.map(|(field, join)| FieldJoin { field, join: wire_join(join) }).collect();
    overview.country = session.home().country.map(|country| country.to_string());
    overview.country_chosen = session.home().decided;
    overview.countries = core::Country::all().map(|country| country.to_string()).collect();
    for (column, known) in overview.columns.iter_mut().zip(session.columns()) {
        describe_column(known, column);
    }
}

fn describe_column(known: &core::Column, column: &mut Column) {
    column.feeds = known.feeds.iter().map(wire_feed).collect();
    column.dates = known.dates.map(|dates| DateOrder {
        order: dates.order.to_string(),
        proofs: dates.proofs,
        against: dates.against,
        values: dates.values,
        chosen: dates.chosen,
    });
}

fn core_feed(feed: Feed) -> Result<core::Feed, Failure> {
    let part = match feed.part {
        Part::Whole => CorePart::Whole,
        Part::First => CorePart::First,
        Part::Rest => CorePart::Rest,
    };
    Ok(core::Feed { target: feed.target.parse().map_err(refused::<core::UnknownTarget>)?, part })
}

fn wire_feed(feed: &core::Feed) -> Feed {
    let part = match feed.part {
        CorePart::Whole => Part::Whole,
        CorePart::First => Part::First,
        CorePart::Rest => Part::Rest,
    };
    Feed { target: feed.target.to_string(), part }
}

fn core_join(join: Join) -> core::Join {
    match join {
        Join::First => core::Join::First,
        Join::With(text) => core::Join::With(text),
    }
}

fn wire_join(join: &core::Join) -> Join {
    match join {
        core::Join::First => Join::First,
        core::Join::With(text) => Join::With(text.clone()),
    }
}

fn failure(error: &MappingError) -> Failure {
    match error {
        MappingError::Unreadable { path, message } => {
            Failure::new("mapping.unreadable").with("path", path).with("detail", message)
        }
        MappingError::Newer(version) => Failure::new("mapping.newer").with("version", version),
        MappingError::OtherFile => Failure::new("mapping.other_file"),
    }
}
