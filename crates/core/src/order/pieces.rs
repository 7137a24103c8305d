//! Sorting in place in pieces: a long run is halved by its middle value again and again, so that no piece
//! between two rests is long.

use std::ops::ControlFlow;

use crate::change::Tell;
use crate::piecemeal::tell_and_rest;

/// Values sorted in one go.
pub(super) const PIECE: usize = if cfg!(test) { 4 } else { 1 << 15 };

/// Sorts, resting between the pieces; `told` is said at each rest. Where `tell` breaks off the values are
/// in no order, and all there.
pub(super) async fn sort<T: Ord>(values: &mut [T], told: (usize, usize), tell: Tell<'_>) -> ControlFlow<()> {
    let mut left = vec![values];
    while let Some(values) = left.pop() {
        tell_and_rest(tell, told.0, told.1).await?;
        if values.len() <= PIECE {
            values.sort_unstable();
            continue;
        }
        let middle = values.len() / 2;
        let (less, _, more) = values.select_nth_unstable(middle);
        left.push(more);
        left.push(less);
    }
    ControlFlow::Continue(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::piecemeal::at_once;

    #[test]
    fn values_are_sorted_however_many_there_are() {
        for count in [0, 1, PIECE, PIECE + 1, 100] {
            // Every third value is there twice.
            let mut values: Vec<usize> = (0..count).map(|at| (at * 7919) % (count * 2 / 3 + 1)).collect();
            let mut expected = values.clone();
            expected.sort_unstable();
            assert!(at_once(sort(&mut values, (0, 0), &mut |_, _| ControlFlow::Continue(()))).is_continue());
            assert_eq!(values, expected);
        }
    }

    #[test]
    fn who_breaks_off_is_heard_between_two_pieces() {
        let mut values: Vec<usize> = (0..100).rev().collect();
        let mut left = 3;
        let flow = at_once(sort(&mut values, (0, 0), &mut |_, _| {
            left -= 1;
            if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        }));
        assert!(flow.is_break() && left == 0);
        values.sort_unstable();
        assert!(values.into_iter().eq(0..100));
    }
}
