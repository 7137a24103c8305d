//! When a backend wants to be asked again: the header `Retry-After` of RFC 9110, section 10.2.3, in
//! seconds or as a moment. Knows no clock; whoever has the answer brings the time along.

/// Nobody is taken to want a longer rest than a day: what is longer is a clock that is wrong.
const LONGEST_S: u64 = 86_400;
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Seconds to wait by a `Retry-After`, at most those of a day; none where it says nothing that can be
/// read. A moment is compared with the answer's own `Date` where that is there, for the clocks of two
/// machines differ, and else with `now_ms` (since 1970); one that is over is 0.
#[must_use]
pub fn retry_after_s(retry_after: Option<&str>, date: Option<&str>, now_ms: u64) -> Option<u64> {
    let text = retry_after?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a number holds are a long time too.
        return Some(text.parse().unwrap_or(LONGEST_S).min(LONGEST_S));
    }
    let until = seconds_since_1970(text)?;
    let now = date.and_then(seconds_since_1970).unwrap_or(now_ms / 1_000);
    Some(until.saturating_sub(now).min(LONGEST_S))
}

/// A moment as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT`. The two obsolete forms are not read.
fn seconds_since_1970(text: &str) -> Option<u64> {
    let (_weekday, rest) = text.trim().split_once(", ")?;
    let mut parts = rest.split(' ');
    let (day, month, year) = (number(parts.next()?, 2)?, parts.next()?, number(parts.next()?, 4)?);
    let mut clock = parts.next()?.split(':').map(|part| number(part, 2));
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    let ends = clock.next().is_none() && parts.next() == Some("GMT") && parts.next().is_none();
    let month = (1..).zip(MONTHS).find(|(_, name)| *name == month)?.0;
    // A leap second is 60.
    let is_one = (1..=31).contains(&day) && year >= 1970 && hour < 24 && minute < 60 && second <= 60;
    (ends && is_one).then(|| days_since_1970(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second)
}

fn number(text: &str, digits: usize) -> Option<u64> {
    let is_one = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_one { text.parse().ok() } else { None }
}

/// Howard Hinnant, `days_from_civil`, for years from 1970 on.
const fn days_since_1970(year: u64, month: u64, day: u64) -> u64 {
    let year = if month <= 2 { year - 1 } else { year };
    let shifted = if month > 2 { month - 3 } else { month + 9 };
    let (era, of_era) = (year / 400, year % 400);
    let of_year = (153 * shifted + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_seconds() {
        for (text, expected) in [
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777)),
            ("Tue, 29 Feb 2000 00:00:00 GMT", Some(951_782_400)),
            ("Thu, 31 Dec 2026 23:59:59 GMT", Some(1_798_761_599)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", None),
            ("Sun Nov  6 08:49:37 1994", None),
            ("Sun, 06 Nov 1994 08:49:37 MSK", None),
            ("Sun, 06 Nov 1994 08:49:37 GMT+1", None),
            ("Sun, 06 nov 1994 08:49 GMT", None),
            ("Sun, 00 Nov 1994 08:49:37 GMT", None),
            ("Sun, 06 Nov 1894 08:49:37 GMT", None),
            ("Sun, +6 Nov 1994 08:49:37 GMT", None),
            ("soon", None),
        ] {
            assert_eq!(seconds_since_1970(text), expected, "{text}");
        }
    }

    #[test]
    fn a_rest_is_seconds_or_a_moment() {
        let at = |time: &str| format!("Sun, 06 Nov 1994 {time} GMT");
        let now_ms = 784_111_777_400;
        // (Retry-After, Date of the answer, seconds)
        for (retry_after, date, expected) in [
            (None, None, None),
            (Some("7".to_owned()), None, Some(7)),
            (Some(" 0 ".to_owned()), None, Some(0)),
            (Some("-1".to_owned()), None, None),
            (Some("1.5".to_owned()), None, None),
            (Some(String::new()), None, None),
            (Some("9".repeat(40)), None, Some(86_400)),
            (Some(at("08:50:37")), None, Some(60)),
            (Some(at("08:49:00")), None, Some(0)),
            // The backend's clock is an hour ahead.
            (Some(at("09:50:37")), Some(at("09:49:37")), Some(60)),
            (Some(at("08:50:37")), Some("yesterday".to_owned()), Some(60)),
            (Some("Fri, 06 Nov 2037 08:49:37 GMT".to_owned()), None, Some(86_400)),
        ] {
            let told = retry_after_s(retry_after.as_deref(), date.as_deref(), now_ms);
            assert_eq!(told, expected, "{retry_after:?} {date:?}");
        }
    }
}
