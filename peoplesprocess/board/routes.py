from flask import Blueprint

room = Blueprint("board", __name__)
