from flask import Blueprint

room = Blueprint("works", __name__)
