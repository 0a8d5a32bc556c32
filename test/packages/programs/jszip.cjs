const JSZip = require('jszip');

(async () => {
  const zip = new JSZip();
  for (let i = 0; i < 10; i++) zip.file(`dir/${i}.txt`, `content ${i} `.repeat(50), { date: new Date(Date.UTC(2024, 0, 1)) });
  const bytes = await zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE' });
  const again = await JSZip.loadAsync(bytes);
  console.log(bytes.length, Object.keys(again.files).length, (await again.file('dir/7.txt').async('string')).length);
})();
