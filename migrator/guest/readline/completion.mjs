/** Completion by Tab: https://nodejs.org/api/readline.html#use-of-the-completer-function */
import home from '../home.cjs';

/** What all begin with. */
function commonStart(texts) {
  const sorted = texts.toSorted();
  const first = sorted[0] ?? '';
  const last = sorted.at(-1) ?? '';
  let length = 0;
  while (length < first.length && first[length] === last[length]) length++;
  return first.slice(0, length);
}

/** As columns; an empty text begins a group. */
function listed(texts, columns) {
  const widths = texts.map((text) => home.getStringWidth(text));
  const width = Math.max(...widths) + 2;
  const perRow = columns === Number.POSITIVE_INFINITY ? 1 : Math.floor(columns / width) || 1;
  let text = '\r\n';
  let inRow = 0;
  let gap = 0;
  texts.forEach((each, index) => {
    if (each === '' || inRow === perRow) {
      text += '\r\n';
      inRow = 0;
      gap = 0;
    } else text += ' '.repeat(gap);
    if (each === '') text += '\r\n';
    else {
      text += each;
      gap = width - widths[index];
      inRow++;
    }
  });
  return inRow === 0 ? text : `${text}\r\n\r\n`;
}

/** What a completer has found for the line up to the cursor: as much as is certain at once, all of it at the second Tab. */
export function complete(reader, wasTab, [found, of]) {
  if (!found || found.length === 0) return;
  const start = commonStart(found.filter((text) => text !== ''));
  if (start.startsWith(of) && start.length > of.length) {
    reader._insertString(start.slice(of.length));
    return;
  }
  if (!of.startsWith(start)) {
    const { line, cursor } = reader;
    reader.line = line.slice(0, cursor - of.length) + start + line.slice(cursor);
    reader.cursor = cursor - of.length + start.length;
    reader._refreshLine();
    return;
  }
  if (!wasTab) return;
  reader._writeToOutput(listed(found, reader.columns));
  reader._refreshLine();
}
