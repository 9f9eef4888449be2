export default {
  author: "Ana Monroe",
};
