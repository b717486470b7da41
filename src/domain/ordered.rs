//! Lists of a few items, in order.

/// Sorts a list that is short by nature: the heads of a record, the milestones of an incident. The library's sort is for long
/// lists, and each use of it costs three kilobytes of the page's first view.
pub(crate) fn sort_few<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    for end in 1..items.len() {
        let mut position = end;
        while position > 0 && key(&items[position]) < key(&items[position - 1]) {
            items.swap(position, position - 1);
            position -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_in_order_and_equals_keep_theirs() {
        let mut items = [(3, 'a'), (1, 'b'), (3, 'c'), (2, 'd'), (1, 'e')];
        sort_few(&mut items, |(number, _)| *number);
        assert_eq!(items, [(1, 'b'), (1, 'e'), (2, 'd'), (3, 'a'), (3, 'c')]);
        sort_few(&mut [(); 0], |()| 0);
    }
}
