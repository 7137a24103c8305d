//! The order of day and month in a column of dates: decided from all its values, with what proves it,
//! and the person's to change.

use leptos::prelude::*;

use crate::protocol::{Column, DateOrder, Request};
use crate::ui::importer::{Importer, use_importer, words};
use crate::ui::parts::select::Select;

#[component]
pub(super) fn Dates(index: u32, letter: String, column: Memo<Option<Column>>) -> impl IntoView {
    let dates =
        Memo::new(move |_| column.with(|column| column.as_ref().and_then(|column| column.dates.clone())));
    let has_dates = Memo::new(move |_| dates.with(Option::is_some));
    view! {
        <Show when=move || has_dates.get()>
            <Order index letter=letter.clone() dates />
        </Show>
    }
}

#[component]
fn Order(index: u32, letter: String, dates: Memo<Option<DateOrder>>) -> impl IntoView {
    const ORDERS: [(&str, &str); 3] =
        [("dmy", "columns-dates-dmy"), ("mdy", "columns-dates-mdy"), ("ymd", "columns-dates-ymd")];
    let importer = use_importer();
    let value =
        move || dates.with(|dates| dates.as_ref().map(|dates| dates.order.clone())).unwrap_or_default();
    let options = move || {
        let by_itself = dates
            .with(|dates| dates.as_ref().is_some_and(|dates| dates.chosen))
            .then(|| (String::new(), importer.t("columns-dates-auto")));
        ORDERS
            .iter()
            .map(|(order, key)| ((*order).to_owned(), importer.t(key)))
            .chain(by_itself)
            .collect::<Vec<_>>()
    };
    view! {
        <div class="dates">
            <Select
                testid=format!("dates-{letter}")
                label=words(move || importer.t("columns-dates"))
                value=Signal::derive(value)
                options=Signal::derive(options)
                choose=Callback::new(move |order: String| {
                    let order = (!order.is_empty()).then_some(order);
                    importer.map(Request::SetDateOrder { column: index, order });
                })
            />
            <p class="dates__proof" data-testid=format!("dates-proof-{letter}")>
                {words(move || dates.get().map(|dates| proof(importer, &dates)).unwrap_or_default())}
            </p>
        </div>
    }
}

/// What speaks for the order, and what against it.
fn proof(importer: Importer, dates: &DateOrder) -> String {
    let values = ("values", dates.values.into());
    let told = match dates.proofs {
        0 => importer.tn("columns-dates-open", &[("count", dates.values.into())]),
        proofs => importer.tn("columns-dates-proof", &[("count", proofs.into()), values]),
    };
    match dates.against {
        0 => told,
        against => format!("{told} {}", importer.tn("columns-dates-against", &[("count", against.into())])),
    }
}
