export default function (config) {
  return {
    dir: {
      input: "content",
      data: "../_data",
    },
    markdownTemplateEngine: "njk",
  };
}
