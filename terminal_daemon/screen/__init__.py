"""The OLED: what each screen says, how it is drawn, and how it reaches the panel."""
