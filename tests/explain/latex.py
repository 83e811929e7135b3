"""A reader of the LaTeX that the microscope writes: what a line of numbers comes to."""

import math
import re

INNER = r"\{([^{}]*)\}"


def sign(value):
    return (value > 0) - (value < 0)


def clip(value, bound):
    return max(-bound, min(bound, value))


def computed(text):
    """The value of an expression in numbers."""
    text = text.replace(r"\left|", "abs(").replace(r"\right|", ")")
    text = text.replace(r"\left(", "(").replace(r"\right)", ")")
    text = re.sub(r"\\operatorname\{(\w+)\}", r"\1", text)
    text = text.replace(r"\max", "max").replace(r"\;", "").replace(r"\pm", "")
    text = text.replace(r"\cdot", "*")
    former = ""
    while former != text:  # from the innermost braces outwards
        former = text
        text = re.sub(rf"\^{INNER}", r"**(\1)", text)
        text = re.sub(rf"\\sqrt{INNER}", r"math.sqrt(\1)", text)
        text = re.sub(rf"\\frac{INNER}{INNER}", r"((\1)/(\2))", text)
    names = {"math": math, "sign": sign, "clip": clip, "abs": abs, "max": max}
    return eval(text, {"__builtins__": {}}, names)
