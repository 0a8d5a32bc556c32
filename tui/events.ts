/** What a terminal tells: plain data, with the time in it, so that a model can be replayed. */
export interface KeyEvent {
  on: 'key';
  /** `a`, `A`, `?`, `space`, `enter`, `escape`, `tab`, `up`, `pagedown`, `f1`, `C-c`, `M-x`, `S-tab`. */
  key: string;
  atMs: number;
}

export interface MouseEvent {
  on: 'mouse';
  /** `drag`: moved with a button held; `move`: without. */
  action: 'down' | 'drag' | 'up' | 'move' | 'wheelup' | 'wheeldown';
  button: 'left' | 'middle' | 'right' | null;
  /** The cell, from 0. */
  x: number;
  y: number;
  /** On a monotonic clock. */
  atMs: number;
}

export interface ResizeEvent {
  on: 'resize';
  width: number;
  height: number;
}

export type TerminalEvent = KeyEvent | MouseEvent | ResizeEvent;
