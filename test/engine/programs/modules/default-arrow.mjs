export default () => 'called';
