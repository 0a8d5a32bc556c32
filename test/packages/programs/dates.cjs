const { addBusinessDays, eachDayOfInterval, format, formatDistance } = require('date-fns');
const moment = require('moment');

const start = new Date(2024, 1, 27, 12);
for (const day of eachDayOfInterval({ start, end: addBusinessDays(start, 8) })) console.log(format(day, 'EEE do MMM yyyy'));
console.log(formatDistance(start, new Date(2020, 0, 1)), moment(start).add(3, 'months').format('dddd, MMMM Do YYYY'), moment.duration(1e7).humanize());
