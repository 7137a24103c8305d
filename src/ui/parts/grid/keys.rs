//! What keys mean, as in the spreadsheets people know. Knows no browser.

use super::selection::Way;

/// A key as it was pressed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Key<'a> {
    /// As `KeyboardEvent.key` has it; the arrows to the sides as they are where lines run to the right.
    pub(super) name: &'a str,
    /// As `KeyboardEvent.code` has it: the same key whatever alphabet is typed.
    pub(super) code: &'a str,
    pub(super) shift: bool,
    /// Control, or Command on a Mac.
    pub(super) control: bool,
    pub(super) alt: bool,
}

/// What a person wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// Go somewhere, or extend the selection there.
    Go {
        way: Way,
        extend: bool,
    },
    /// To the edge of what the row holds, or extend the selection there.
    Edge {
        forward: bool,
        extend: bool,
    },
    Enter {
        back: bool,
    },
    Tab {
        back: bool,
    },
    /// Change the text of the cell.
    Edit,
    Clear,
    Undo,
    Redo,
    SelectAll,
    SelectColumn,
    SelectRow,
    FillDown,
    /// To the next row with a problem.
    Problem {
        back: bool,
    },
    Menu,
    /// Make the column wider or narrower.
    Widen {
        narrower: bool,
    },
    Escape,
}

/// What a key means where no text is being typed; `page` is how many rows show.
pub(super) fn wish(key: Key<'_>, page: u32) -> Option<Wish> {
    let Key { name, shift, control, alt, .. } = key;
    let go = |way| Some(Wish::Go { way, extend: shift });
    if alt {
        return match name {
            "ArrowLeft" => Some(Wish::Widen { narrower: true }),
            "ArrowRight" => Some(Wish::Widen { narrower: false }),
            _ => None,
        };
    }
    if control && let Some(wish) = shortcut(key) {
        return Some(wish);
    }
    match name {
        "ArrowUp" if control => go(Way::Top),
        "ArrowDown" if control => go(Way::Bottom),
        "ArrowLeft" if control => Some(Wish::Edge { forward: false, extend: shift }),
        "ArrowRight" if control => Some(Wish::Edge { forward: true, extend: shift }),
        "ArrowUp" => go(Way::Up),
        "ArrowDown" => go(Way::Down),
        "ArrowLeft" => go(Way::Left),
        "ArrowRight" => go(Way::Right),
        "PageUp" => go(Way::PageUp(page)),
        "PageDown" => go(Way::PageDown(page)),
        "Home" if control => go(Way::Start),
        "End" if control => go(Way::End),
        "Home" => go(Way::RowStart),
        "End" => go(Way::RowEnd),
        "Enter" if !control => Some(Wish::Enter { back: shift }),
        "Tab" if !control => Some(Wish::Tab { back: shift }),
        "F2" => Some(Wish::Edit),
        "F8" => Some(Wish::Problem { back: shift }),
        "F10" if shift => Some(Wish::Menu),
        "ContextMenu" => Some(Wish::Menu),
        "Delete" | "Backspace" => Some(Wish::Clear),
        "Escape" => Some(Wish::Escape),
        " " if control => Some(Wish::SelectColumn),
        " " if shift => Some(Wish::SelectRow),
        _ => None,
    }
}

/// Letters with Control, by the key's place: they work in a Cyrillic layout too.
fn shortcut(key: Key<'_>) -> Option<Wish> {
    match (key.code, key.shift) {
        ("KeyZ", false) => Some(Wish::Undo),
        ("KeyZ", true) | ("KeyY", false) => Some(Wish::Redo),
        ("KeyA", false) => Some(Wish::SelectAll),
        ("KeyD", false) => Some(Wish::FillDown),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_mean_what_they_mean_in_a_spreadsheet() {
        let check = |pressed: &str, expected: Option<Wish>| {
            let parts: Vec<&str> = pressed.split('+').collect();
            let last = parts.last().copied().unwrap();
            let letter = format!("Key{last}");
            let key = Key {
                name: if last == "Space" { " " } else { last },
                code: if last.len() == 1 { &letter } else { last },
                shift: parts.contains(&"Shift"),
                control: parts.contains(&"Ctrl"),
                alt: parts.contains(&"Alt"),
            };
            assert_eq!(wish(key, 20), expected, "{pressed}");
        };
        let go = |way, extend| Some(Wish::Go { way, extend });
        check("ArrowDown", go(Way::Down, false));
        check("Shift+ArrowRight", go(Way::Right, true));
        check("Ctrl+ArrowDown", go(Way::Bottom, false));
        check("Ctrl+Shift+ArrowUp", go(Way::Top, true));
        check("Ctrl+Shift+ArrowRight", Some(Wish::Edge { forward: true, extend: true }));
        check("PageDown", go(Way::PageDown(20), false));
        check("Shift+PageUp", go(Way::PageUp(20), true));
        check("Home", go(Way::RowStart, false));
        check("Ctrl+Shift+End", go(Way::End, true));
        check("Enter", Some(Wish::Enter { back: false }));
        check("Shift+Tab", Some(Wish::Tab { back: true }));
        check("Ctrl+Tab", None);
        check("F2", Some(Wish::Edit));
        check("Shift+F8", Some(Wish::Problem { back: true }));
        check("Shift+F10", Some(Wish::Menu));
        check("F10", None);
        check("Delete", Some(Wish::Clear));
        check("Ctrl+Z", Some(Wish::Undo));
        check("Ctrl+Shift+Z", Some(Wish::Redo));
        check("Ctrl+Y", Some(Wish::Redo));
        check("Ctrl+A", Some(Wish::SelectAll));
        check("Ctrl+Space", Some(Wish::SelectColumn));
        check("Shift+Space", Some(Wish::SelectRow));
        check("Ctrl+D", Some(Wish::FillDown));
        check("Alt+ArrowRight", Some(Wish::Widen { narrower: false }));
        // Left to the browser: typing, copying, finding.
        check("A", None);
        check("Space", None);
        check("Ctrl+C", None);
        check("Ctrl+F", None);
        check("Alt+ArrowUp", None);
    }

    #[test]
    fn shortcuts_work_in_a_cyrillic_layout() {
        let key = Key { name: "я", code: "KeyZ", control: true, ..Key::default() };
        assert_eq!(wish(key, 20), Some(Wish::Undo));
    }
}
