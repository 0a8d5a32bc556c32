import { load } from 'cheerio';

const $ = load(`<ul>${Array.from({ length: 30 }, (_, i) => `<li class="${i % 2 ? 'odd' : 'even'}"><a href="/${i}">item ${i}</a></li>`).join('')}</ul>`);
$('li.odd a').each((i, each) => void $(each).text(`${i} ${$(each).attr('href')}`));
$('li:nth-child(3n)').remove();
console.log($('ul').html(), $('li').length);
