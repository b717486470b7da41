// The list that ours is compared with: by hand, without a framework, for this one purpose, and as fast as we know how.
// It does the same job: rows of unknown heights, measured when they are shown; only those in view are in the document; what
// is in view is held by its id while rows are measured above; at its end it stays at its end.

/** Heights with prefix sums (a Fenwick tree): measured where rows have been shown, estimated elsewhere. */
class Heights {
  #heights = [];
  #sums = [];

  constructor(estimate) {
    this.estimate = estimate;
  }

  get length() {
    return this.#heights.length;
  }

  push() {
    this.#heights.push(this.estimate);
    const node = this.#heights.length;
    let sum = this.estimate;
    for (let covered = node - 1; covered > node - (node & -node); covered -= covered & -covered) sum += this.#sums[covered - 1];
    this.#sums.push(sum);
  }

  measure(position, height) {
    const difference = height - this.#heights[position];
    if (Math.abs(difference) < 0.01) return false;
    this.#heights[position] = height;
    for (let node = position + 1; node <= this.#sums.length; node += node & -node) this.#sums[node - 1] += difference;
    return true;
  }

  offset(position) {
    let sum = 0;
    for (let node = position; node > 0; node -= node & -node) sum += this.#sums[node - 1];
    return sum;
  }

  at(offset) {
    let position = 0;
    let rest = offset;
    for (let step = 2 ** (31 - Math.clz32(this.length)); step >= 1; step /= 2) {
      if (position + step <= this.length && this.#sums[position + step - 1] <= rest) {
        position += step;
        rest -= this.#sums[position - 1];
      }
    }
    return Math.min(position, this.length - 1);
  }
}

const OVERSCAN = 160;
const AT_END = 12;

const template = document.createElement("template");
template.innerHTML =
  '<div class="window__row" role="row" aria-selected="false"><div class="window__cell" role="gridcell">' +
  '<time class="row__when"></time><div class="row__body"><span class="row__kind"></span><span class="row__text"></span>' +
  '</div><span class="row__who"></span><span class="mark"></span></div></div>';

function rowElement(entry, position) {
  const row = template.content.firstChild.cloneNode(true);
  row.id = `timeline-${entry.id}`;
  row.setAttribute("aria-rowindex", position + 1);
  const cell = row.firstChild;
  const when = cell.firstChild;
  when.textContent = entry.time;
  const body = when.nextSibling;
  body.firstChild.textContent = entry.kind;
  body.lastChild.textContent = entry.text;
  const who = body.nextSibling;
  who.textContent = entry.author;
  who.nextSibling.textContent = entry.mark;
  return row;
}

export class List {
  #entries;
  #positions = new Map();
  #heights = new Heights(52);
  /** The rows in the document: those from `#start` on. */
  #rows = [];
  #start = 0;
  #places = new WeakMap();
  #top = 0;
  #scrolledTo = 0;
  #isAtEnd = true;
  #anchor = null;

  constructor(root, entries) {
    this.#entries = entries;
    root.innerHTML =
      '<div class="window" id="timeline" tabindex="0" role="grid" aria-label="Timeline">' +
      '<div class="window__sizer" role="presentation"><div class="window__rows" role="rowgroup"></div></div></div>';
    this.scroller = root.firstChild;
    this.sizer = this.scroller.firstChild;
    this.list = this.sizer.firstChild;
    entries.forEach((entry, position) => {
      this.#positions.set(entry.id, position);
      this.#heights.push();
    });
    this.height = this.scroller.clientHeight;
    this.observer = new ResizeObserver((changes) => this.#resized(changes));
    this.observer.observe(this.scroller);
    this.scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.#settle();
  }

  append(entry) {
    this.#positions.set(entry.id, this.#entries.length);
    this.#entries.push(entry);
    this.#heights.push();
    this.#settle();
  }

  show(id) {
    this.#anchor = { id, below: 0 };
    this.#isAtEnd = false;
    this.#settle();
    // Rows that were never shown are measured at once, so that the row comes to stand at the top.
    if (this.#measure()) this.#settle();
  }

  #scrolled() {
    const top = this.scroller.scrollTop;
    if (top === this.#scrolledTo) return;
    this.#scrolledTo = this.#top = top;
    this.#hold();
    this.#fill();
    this.#write();
  }

  #hold() {
    this.#isAtEnd = this.#top + this.height >= this.#heights.offset(this.#heights.length) - AT_END;
    const position = this.#heights.at(this.#top);
    this.#anchor = { id: this.#entries[position].id, below: this.#heights.offset(position) - this.#top };
  }

  #resized(changes) {
    let isChanged = false;
    for (const { target, borderBoxSize } of changes) {
      if (target === this.scroller) {
        isChanged ||= this.height !== target.clientHeight;
        this.height = target.clientHeight;
        continue;
      }
      const place = this.#places.get(target);
      if (place !== undefined && this.#heights.measure(place, borderBoxSize[0].blockSize)) isChanged = true;
    }
    if (isChanged) this.#settle();
  }

  #measure() {
    let isChanged = false;
    this.#rows.forEach((row, index) => {
      if (this.#heights.measure(this.#start + index, row.getBoundingClientRect().height)) isChanged = true;
    });
    return isChanged;
  }

  /** Puts the viewport to where what is held is in its place. */
  #settle() {
    const total = this.#heights.offset(this.#heights.length);
    let top = this.#top;
    if (this.#isAtEnd) top = total - this.height;
    else if (this.#anchor) top = this.#heights.offset(this.#positions.get(this.#anchor.id)) - this.#anchor.below;
    this.#top = Math.max(0, Math.min(top, total - this.height));
    if (!this.#isAtEnd && Math.abs(this.#top - top) > 0.5) this.#hold();
    this.#fill();
    this.#write();
  }

  #fill() {
    const start = this.#heights.at(this.#top - OVERSCAN);
    const end = this.#heights.at(this.#top + this.height + OVERSCAN) + 1;
    const rows = this.#rows;
    while (rows.length && this.#start < start) {
      this.#close(rows.shift());
      this.#start += 1;
    }
    while (rows.length && this.#start + rows.length > end) this.#close(rows.pop());
    if (!rows.length) this.#start = start;
    while (this.#start > start) {
      this.#start -= 1;
      const row = this.#open(this.#start);
      this.list.insertBefore(row, rows[0] ?? null);
      rows.unshift(row);
    }
    while (this.#start + rows.length < end) {
      const row = this.#open(this.#start + rows.length);
      this.list.append(row);
      rows.push(row);
    }
  }

  #open(position) {
    const row = rowElement(this.#entries[position], position);
    this.#places.set(row, position);
    this.observer.observe(row);
    return row;
  }

  #close(row) {
    this.observer.unobserve(row);
    row.remove();
  }

  #write() {
    const total = this.#heights.offset(this.#heights.length);
    const offset = this.#heights.offset(this.#start);
    if (this.total !== total) {
      this.total = total;
      this.sizer.style.height = `${total.toFixed(2)}px`;
    }
    if (this.offset !== offset) {
      this.offset = offset;
      this.list.style.transform = `translateY(${offset.toFixed(2)}px)`;
    }
    if (this.count !== this.#entries.length) {
      this.count = this.#entries.length;
      this.scroller.setAttribute("aria-rowcount", this.count);
    }
    if (Math.abs(this.#top - this.#scrolledTo) >= 0.5) {
      this.scroller.scrollTop = this.#top;
      this.#scrolledTo = this.scroller.scrollTop;
    }
  }
}
