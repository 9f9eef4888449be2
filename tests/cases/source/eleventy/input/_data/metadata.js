export default {
  title: "The Harbour Notes",
  url: "https://harbour.example.org/",
  language: "en",
};
