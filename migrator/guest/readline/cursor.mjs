/** Moves a terminal's cursor, and erases. */
import home from '../home.cjs';

function put(stream, text, callback) {
  if (text !== '') return stream.write(text, callback);
  if (typeof callback === 'function') process.nextTick(callback, null);
  return true;
}
function checkCallback(callback) {
  if (callback !== undefined) home.validateFunction(callback, 'callback');
}
const isGone = (stream) => stream === null || stream === undefined;

export function cursorTo(stream, x, y, callback) {
  checkCallback(callback);
  const isShort = typeof y === 'function';
  const text = home.cursorToText(x, isShort ? undefined : y, isGone(stream));
  return put(stream, text, isShort ? y : callback);
}

export function moveCursor(stream, dx, dy, callback) {
  checkCallback(callback);
  return put(stream, isGone(stream) ? '' : home.moveCursorText(dx, dy), callback);
}

export function clearLine(stream, dir, callback) {
  checkCallback(callback);
  return put(stream, isGone(stream) ? '' : home.clearLineText(dir), callback);
}

export function clearScreenDown(stream, callback) {
  checkCallback(callback);
  return put(stream, isGone(stream) ? '' : home.CLEAR_SCREEN_DOWN, callback);
}
