#!/usr/bin/env node
// a file of the checkout, so that npm can link to it before anything is compiled
"use strict";

require("../dist/command-line/main.js");
