export function round(): number {
  let total = 0;
  for (let n = 0; n < 120; n++) {
    let text = '';
    for (let i = 0; i < 2000; i++) text += `${i.toString(36)},`;
    const parts = text.split(',');
    total += parts.map((part) => part.toUpperCase().padStart(4, '0')).join('').length;
    total += text.indexOf('zz') + text.lastIndexOf('a1') + text.slice(100, 200).replaceAll(',', ';').length;
  }
  return total;
}
