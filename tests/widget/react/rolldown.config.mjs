// The page as one file, with React as one develops with it: it says on the console what it does not like.

export default {
  input: "page.jsx",
  platform: "browser",
  transform: { define: { "process.env.NODE_ENV": '"development"' } },
  output: { file: "page.js", format: "esm" },
};
