// The end of a sign-in: hands what came of it to the app that waits, by a link or in this page's own address.

const link = document.getElementById("return");
const { fragment } = document.body.dataset;

if (link) location.assign(link.getAttribute("href"));
if (fragment) location.hash = fragment;
