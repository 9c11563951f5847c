"""The development corpora to figures of how well the texts are read, against committed floors."""
