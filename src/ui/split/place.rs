//! The tunnel that clients are put into, or the lead-generation tool instead of one. Nobody offers a
//! list of tools, so their ids are typed in; and those of tunnels where nobody offers these.

use leptos::html;
use leptos::prelude::*;

use crate::ui::importer::{Fetched, use_importer, words};
use crate::ui::parts::select::Select;

/// Values of the choice that no tunnel has for an id.
const TYPED_TUNNEL: &str = "+tunnel";
const LGT: &str = "+lgt";

#[component]
pub(super) fn PlacePicker(
    /// Messenger code.
    messenger: String,
) -> impl IntoView {
    let importer = use_importer();
    let of = StoredValue::new(messenger.clone());
    let assignment = move || importer.assignment(&of.get_value());
    let offered = Memo::new(move |_| importer.pickers().tunnels);
    let is_settled = move || importer.pickers.with(|pickers| !matches!(pickers, Fetched::Asked));
    let kind = Memo::new(move |_| {
        let assignment = assignment();
        match (assignment.lgt, assignment.tunnel) {
            (Some(_), _) => LGT.to_owned(),
            (None, Some(id)) if offered.with(|tunnels| tunnels.iter().any(|tunnel| tunnel.id == id)) => id,
            (None, Some(_)) => TYPED_TUNNEL.to_owned(),
            (None, None) => String::new(),
        }
    });
    let options = move || {
        let none = (String::new(), importer.t("tunnel-default"));
        let tunnels = offered.get().into_iter().map(|tunnel| (tunnel.id, tunnel.name));
        let typed = (offered.with(Vec::is_empty) && is_settled())
            .then(|| (TYPED_TUNNEL.to_owned(), importer.t("place-tunnel")));
        let lgt = (LGT.to_owned(), importer.t("place-lgt"));
        std::iter::once(none).chain(tunnels).chain(typed).chain([lgt]).collect::<Vec<_>>()
    };
    let choose = move |choice: String| {
        importer.assign(&of.get_value(), |to| {
            (to.tunnel, to.lgt) = match choice.as_str() {
                "" => (None, None),
                LGT => (None, Some(String::new())),
                TYPED_TUNNEL => (Some(String::new()), None),
                _ => (Some(choice), None),
            };
        });
    };
    view! {
        <Select
            testid=format!("tunnel-{messenger}")
            label=words(move || importer.t("card-place"))
            value=kind
            options=Signal::derive(options)
            choose=Callback::new(choose)
        />
        {move || match kind.get().as_str() {
            LGT => view! { <PlaceId messenger=of.get_value() lgt=true /> }.into_any(),
            TYPED_TUNNEL => view! { <PlaceId messenger=of.get_value() lgt=false /> }.into_any(),
            _ => ().into_any(),
        }}
    }
}

/// An id typed by hand.
#[component]
fn PlaceId(messenger: String, lgt: bool) -> impl IntoView {
    let importer = use_importer();
    let of = StoredValue::new(messenger.clone());
    let (name, label, hint) = if lgt {
        ("lgt-id", "card-lgt-id", "card-lgt-hint")
    } else {
        ("tunnel-id", "card-tunnel-id", "card-tunnel-hint")
    };
    let field = NodeRef::<html::Input>::new();
    // Whoever chose to type it is where it is typed; whoever came back to the step is not.
    let is_new = untrack(|| {
        let assignment = importer.assignment(&of.get_value());
        assignment.lgt.or(assignment.tunnel).is_some_and(|id| id.is_empty())
    });
    field.on_load(move |field| {
        if is_new {
            let _ = field.focus();
        }
    });
    let typed = move |text: String| {
        let id = Some(text.trim().to_owned());
        importer.assign(&of.get_value(), |to| {
            (to.tunnel, to.lgt) = if lgt { (None, id) } else { (id, None) };
        });
    };
    let shown = move || {
        let assignment = importer.assignment(&of.get_value());
        assignment.lgt.or(assignment.tunnel).unwrap_or_default()
    };
    view! {
        <label class="field">
            <span class="field__label">{words(move || importer.t(label))}</span>
            <input
                class="input"
                type="text"
                autocomplete="off"
                spellcheck="false"
                data-testid=format!("{name}-{messenger}")
                node_ref=field
                placeholder=words(move || importer.t(hint))
                prop:value=shown
                on:change:target=move |event| typed(event.target().value())
                on:input:target=move |event| typed(event.target().value())
            />
        </label>
    }
}
