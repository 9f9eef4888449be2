const config = {
  title: 'Mill Docs',
  url: 'https://mill.example',
  baseUrl: '/guide/',
};
export default config;
