// Objects of Intl, what they give, segmenters half way, and text decoders in the middle of a stream, live across captures.
const pause = (n: number) => { let s = 0; for (let i = 0; i < n; i++) s += i & 3; return s; };
const money = new Intl.NumberFormat('de', { style: 'currency', currency: 'EUR' });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
const { format } = money;
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short', timeZone: 'Europe/Oslo' });
const parts = new Intl.DateTimeFormat('en-US', { year: 'numeric', month: '2-digit', day: '2-digit', hour: 'numeric', timeZone: 'UTC' });
const dayFormat = day.format;
const { compare } = new Intl.Collator('sv', { sensitivity: 'base', numeric: true });
const regions = new Intl.DisplayNames('fr', { type: 'region' });
const locale = new Intl.Locale('zh-Hant-TW', { calendar: 'roc', numberingSystem: 'latn' });
const plural = new Intl.PluralRules('en', { type: 'ordinal' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const list = new Intl.ListFormat('en', { type: 'disjunction' });
const segmenter = new Intl.Segmenter('en', { granularity: 'word' });
const segments = segmenter.segment('One two, three — four five six.');
const walk = segments[Symbol.iterator]();
class Euro extends Intl.NumberFormat { constructor() { super('fr', { style: 'currency', currency: 'EUR' }); } twice(n: number) { return this.format(2 * n); } }
const euro = new Euro();
const names = ['z10', 'å', 'z9', 'a', 'Ä', 'ö'];
const bytes = new TextEncoder().encode('\ufeffaß€😀\ufeffü𝄞!');
const decoder = new TextDecoder('utf-8', { fatal: true });
const wide = new TextDecoder('utf-16le');
const wideBytes = new Uint8Array(Buffer.from('hi 😀 there', 'utf16le'));
let text = '', wideText = '', at = 0;
for (let round = 0; round < 8; round++) {
  pause(30);
  console.log(round, format(round * 1234.5), money.format === format, compact.format(round * 12345), euro.twice(round), euro instanceof Euro);
  pause(30);
  console.log(dayFormat(new Date(round * 1e11)), parts.formatToParts(new Date(round * 1e11)).length, parts.resolvedOptions().hourCycle);
  console.log([...names].sort(compare).join(), regions.of('NO'), locale.calendar, locale.maximize().toString(), plural.select(round), relative.format(round - 1, 'day'), list.format(names.slice(0, round)));
  pause(30);
  const { value, done } = walk.next();
  console.log(value?.segment, value?.index, done, segments.containing(5)?.segment, Object.prototype.toString.call(walk));
  text += decoder.decode(bytes.subarray(at, at + 3), { stream: true });
  wideText += wide.decode(wideBytes.subarray(at, at + 3), { stream: true });
  at += 3;
  pause(30);
}
console.log([...walk].map((s: any) => s.segment).join('|'), JSON.stringify(text + decoder.decode(bytes.subarray(at))), JSON.stringify(wideText), wide.encoding, decoder.fatal);
