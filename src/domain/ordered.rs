//! Lists in order.

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

/// Sorts a list of any length by a key that no two items share: heap sort. Half as quick as the library's, and a quarter of
/// its bytes.
pub(crate) fn sort_many<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    for rest in (0..items.len() / 2).rev() {
        sift(items, rest, &key);
    }
    for end in (1..items.len()).rev() {
        items.swap(0, end);
        sift(&mut items[..end], 0, &key);
    }
}

/// Lets an item of the heap sink below those that are greater.
fn sift<T, K: Ord>(heap: &mut [T], mut parent: usize, key: &impl Fn(&T) -> K) {
    loop {
        let mut greatest = parent;
        for child in [2 * parent + 1, 2 * parent + 2] {
            if child < heap.len() && key(&heap[child]) > key(&heap[greatest]) {
                greatest = child;
            }
        }
        if greatest == parent {
            return;
        }
        heap.swap(parent, greatest);
        parent = greatest;
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

    #[test]
    fn lists_of_any_length_are_put_in_order() {
        for length in [0, 1, 2, 3, 10, 257, 1000] {
            let mut items: Vec<u64> =
                (0..length).map(|number: u64| number.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
            let mut expected = items.clone();
            expected.sort_unstable();
            sort_many(&mut items, |item| *item);
            assert_eq!(items, expected);
        }
    }
}
