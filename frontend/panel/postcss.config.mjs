// Mantine's mixins for its schemes and sizes.
export default {
  plugins: { "postcss-preset-mantine": {} },
};
