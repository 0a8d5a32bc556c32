import { tick } from './support/tick.ts';

class Html { #parts: string[] = []; static tag = (s: TemplateStringsArray, ...v: unknown[]) => s.reduce((a, p, i) => a + p + (i < v.length ? String(tick(v[i])).replace(/</g, '&lt;') : ''), ''); p(text: string) { this.#parts.push(Html.tag`<p>${text}</p>`); return this; } list(...all: string[]) { this.#parts.push(`<ul>${all.map((x) => Html.tag`<li>${x}</li>`).join('')}</ul>`); return this; } toString() { return `${this.#parts.join(`${tick('\n')}`)}`; } }
console.log(`${new Html().p('a < b').list('x', '<y>')}`);
