import { tick } from './support/tick.ts';

class Doc { text = ''; #done: { undo(): void; redo(): void }[] = []; #undone: { undo(): void; redo(): void }[] = []; #do(redo: () => void, undo: () => void) { redo(); this.#done.push({ undo, redo }); this.#undone.length = 0; return this; } add(s: string) { return this.#do(() => { this.text += tick(s); }, () => { this.text = this.text.slice(0, -s.length); }); } upper() { const before = this.text; return this.#do(() => { this.text = tick(before.toUpperCase()); }, () => { this.text = before; }); } undo() { const c = this.#done.pop(); if (c) { c.undo(); this.#undone.push(c); } return this; } redo() { const c = this.#undone.pop(); if (c) { c.redo(); this.#done.push(c); } return this; } }
const d = new Doc().add('ab').add('cd').upper();
console.log(d.text, d.undo().text, d.undo().text, d.redo().text, d.redo().text, d.undo().undo().undo().undo().text === '', d.redo().add('z').redo().text);
